"""The parts of a council's simulated lives, one module a stretch of life, and the columns of the tables they make.

`pipeline.PARTS` lists them in order and holds their contract. Columns marked * may be null. Codes are the returns' own.

Care, in the order it is simulated:

entrants        the children who come into care (`periods`): person, child_id, sex, dob, ethnicity, uasc, sibling_group
children        everyone the council knows: person, child_id, family, sex, dob, ethnicity, uasc, ever_in_care, died*,
                adopted*
                (care first, then brothers, sisters and the `pool` of families in contact; some are born after
                `spec.opening`, and before birth a child is met only as an unborn child)
families        family
care_periods    period, person, number (1, 2, ... for each person), start, end*, need (N1-N8), short_breaks (a V3 stay
or a
                V4 series), uasc
care_plans      period, plan, planned_end (may lie after the horizon)
adoption_plans  period, decided, ordered*, matched*, placed*, adopted*, reversed*, reversal_reason*, current_carer, ...
legal_spells    period, legal_status (LS), start, end (planned: may lie after the horizon)
last_stretches  period, reason_end*, kind, last_from: the ending that placements have to lead to
placement_moves placement_key, period, start, end, kind, address, carer, long_term, registered, code*
care_placements placement_key, period, person, number (within period), start, end*, kind, placement (PLACE), provider*
                (PR0-PR5), inside_area and miles_wanted* (`placement_addresses` has miles as measured on the map),
                address (placement_key of the first row there), carer (that of the first row with the same carers),
                change_reason* (REASON_PLACE_CHANGE)
care_episodes   episode, period, person, number (within period), start, end*, reason_new (RNE), legal_status, need,
                placement (PLACE), provider*, reason_end* (REC), change_reason*, placement_key (row of care_placements)
care_endings    period, reason_end* (REC of the period's last episode; null while it is open)
reviews         person, period, review, code (PN0-PN7)
health_years    person, year_end, sdq_score*, sdq_reason*, and the yes/no items of the return's OC2 table
leaver_birthdays    person, age (17-21), birthday, contact, activity, accommodation
later_support       the same at 21 to 24, of those who asked to keep their adviser
missing_episodes    person, period, start, end*, code (M A)
mothers, previous_permanence, liberty_orders, adopters: see `circumstances`

Made elsewhere and joined by views: homes, placement_addresses, providers, identities, workers, worker_spells (see
`places`, `around` and `people`), and the front door (`front_door*`).
"""
