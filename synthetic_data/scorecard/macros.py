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
"""
