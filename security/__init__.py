"""People, appointments, sign-in and the audit trail: 第２, 第５ of the guideline."""
