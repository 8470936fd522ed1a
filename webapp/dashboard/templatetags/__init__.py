"""How the dashboard writes numbers."""
