"""The web application: rows, rules, HTTP."""
