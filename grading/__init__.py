"""From a learner's answers to marks, feedback and a coach's report. Learner code never runs beside a reference."""
