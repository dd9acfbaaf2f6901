"""Who may use the pages of staff: logins, passwords, second factor, sessions, rights, and what they did."""
