"""The parts of a council's simulated lives, one module a stretch of life, and the columns of the tables they make.

`pipeline.PARTS` lists them in order and holds their contract. Columns marked * may be null. Codes are the returns' own.

families        family, mother_dob* (null: an unaccompanied child, alone in the country)
children        person, child_id, family, sex (M F), dob, ethnicity, uasc, arrived* (unaccompanied: first known here),
                ever_in_care, died*
                One row for every child the council knows: care first, then brothers, sisters and the pool of
                families in contact. Some are born after `spec.opening`; before birth a
                child is met only as an unborn child.
care_periods    period, person, number (1, 2, ... for each person), start, end*, need (N1-N8), short_breaks (a V3 or V4
                series), uasc
care_endings    period, reason_end* (REC of the period's last episode)
legal_spells    period, legal_status (LS), start, end (planned: may lie after the horizon)
care_placements placement_key, period, person, number (within period), start, end*, placement (PLACE),
                provider* (PR0-PR5), inside_area, miles* (home to placement;
                null: home unknown), change_reason* (REASON_PLACE_CHANGE)
care_episodes   episode, period, person, number (within period), start, end*, reason_new (RNE), legal_status, need,
                placement (PLACE), provider*, reason_end* (REC), change_reason*, placement_key (row of care_placements)
reviews         person, period, review, code (PN0-PN7)

Parts made beside these and joined by views: homes (family -> area, postcode), ids (person -> upn), names (person ->
names), providers and placement addresses (placement_key -> urn, postcode).
"""
