"""What the queries of measures*.toml call for: ages, and the groups DfE publishes children in care by."""

MACROS = """
-- Whole years, the new one on the birthday itself; a child born on 29 February has it on 1 March in other years.
CREATE MACRO age_on(born, day) AS
    date_diff('year', born, day) - CAST(strftime(born, '%m%d') > strftime(day, '%m%d') AS INT);
CREATE MACRO age_band(age) AS CASE
    WHEN age < 1 THEN 'Under 1 year' WHEN age < 5 THEN '1 to 4 years' WHEN age < 10 THEN '5 to 9 years'
    WHEN age < 16 THEN '10 to 15 years' ELSE '16 years and over' END;
-- The tables of a publication differ in how they write a group: what differs is the argument.
CREATE MACRO ethnic_group(code, unknown := 'Total refused or information not yet available') AS CASE left(code, 1)
    WHEN 'W' THEN 'Total White' WHEN 'M' THEN 'Total Mixed or Multiple ethnic groups'
    WHEN 'A' THEN 'Total Asian or Asian British' WHEN 'C' THEN 'Total Asian or Asian British'
    WHEN 'B' THEN 'Total Black, African, Caribbean or Black British' WHEN 'O' THEN 'Total other ethnic group'
    ELSE unknown END;
CREATE MACRO law(status) AS CASE
    WHEN status IN ('C1', 'C2') THEN 'Care orders' WHEN status = 'E1' THEN 'Placement order granted'
    WHEN status = 'V2' THEN 'Voluntary agreements under S20 CA 1989'
    WHEN status LIKE 'J%' THEN 'Youth justice legal statuses' ELSE 'Detained for child protection' END;
CREATE MACRO change_reason(reason) AS CASE reason
    WHEN 'ALLEG' THEN 'Allegation (s47)' WHEN 'APPRR' THEN 'Approval removed'
    WHEN 'CREQO' THEN 'Carer requests placement end other than due to child''s behaviour'
    WHEN 'CREQB' THEN 'Carer requests placement ends due to child''s behaviour'
    WHEN 'PLACE' THEN 'Change in the status of a placement only'
    WHEN 'CARPL' THEN 'Change to/Implementation of care plan'
    WHEN 'CHILD' THEN 'Child requests placement to end' WHEN 'CUSTOD' THEN 'Custody'
    WHEN 'OTHER' THEN 'Other' WHEN 'CLOSE' THEN 'Resignation or closure of provision'
    WHEN 'LAREQ' THEN 'Responsible/Area authority requests placement to end'
    WHEN 'STAND' THEN 'Standards of care concern' END;
CREATE MACRO placement_type(place, with_parents := 'persons', other := 'Other placement') AS CASE
    WHEN place LIKE 'U%' THEN 'Foster placements' WHEN place LIKE 'A%' THEN 'Placed for adoption'
    WHEN place = 'P1' THEN 'Placed with parents or other ' || with_parents || ' with parental responsibility'
    WHEN place IN ('K1', 'K2') THEN 'Secure homes and children''s homes'
    WHEN place IN ('K3', 'H5', 'P2')
        THEN 'Independent and semi-independent living arrangements/ supported accommodation'
    WHEN place IN ('R1', 'R2', 'R3', 'R5') THEN 'Other residential settings'
    WHEN place = 'S1' THEN 'Residential schools' ELSE other END;
CREATE MACRO how_long(days, started, ended) AS CASE
    WHEN days <= 7 THEN '1 to 7 days' WHEN ended < started + INTERVAL 1 MONTH THEN 'From 8 days to under 1 month'
    WHEN ended < started + INTERVAL 3 MONTH THEN 'From 1 month to under 3 months'
    WHEN ended < started + INTERVAL 6 MONTH THEN 'From 3 months to under 6 months'
    WHEN ended < started + INTERVAL 1 YEAR THEN 'From 6 months to under 1 year'
    WHEN ended < started + INTERVAL 2 YEAR THEN 'From 1 year to under 2 years'
    WHEN ended < started + INTERVAL 5 YEAR THEN 'From 2 years to under 5 years' ELSE 'From 5 years and over' END;
CREATE MACRO how_far(miles, inside) AS CASE
    WHEN miles IS NULL THEN 'Distance not known or not recorded'
    ELSE CASE WHEN miles <= 20 THEN '20 miles or less ' ELSE 'Over 20 miles ' END
        || CASE WHEN inside THEN 'inside' ELSE 'outside' END || ' LA boundary' END;
-- The groups of placements in releases before that of 2024: with children's homes came semi-independent living.
CREATE MACRO whereabouts_then(place, inside) AS CASE
    WHEN place LIKE 'A%' THEN 'Placed for adoption' WHEN place = 'P1' THEN 'With parents'
    WHEN place = 'P2' THEN 'Living independently' WHEN place = 'K1' THEN 'Secure unit'
    WHEN place IN ('H5', 'K3') THEN 'Semi-independent living' WHEN place LIKE 'R%' THEN 'Other residential settings'
    WHEN place = 'S1' THEN 'Residential schools'
    WHEN place LIKE 'U%' OR place = 'K2' THEN CASE
        WHEN place IN ('U1', 'U2', 'U3') THEN 'Relative or friend, ' WHEN place = 'K2' THEN 'Children''s home, '
        ELSE 'Other foster carer, ' END || CASE WHEN inside THEN 'inside' ELSE 'outside' END
    ELSE 'Other placements' END;
CREATE MACRO kind_then(place) AS CASE
    WHEN place LIKE 'U%' THEN 'Foster placements' WHEN place LIKE 'A%' THEN 'Placed for adoption'
    WHEN place = 'P1' THEN 'Placed with parents' WHEN place = 'P2' THEN 'Living independently'
    WHEN place IN ('K1', 'K2', 'K3', 'H5') THEN 'Homes and semi-independent living'
    WHEN place LIKE 'R%' THEN 'Other residential settings' WHEN place LIKE 'Z%' THEN 'Other placements' END;
"""
