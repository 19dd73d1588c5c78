"""Looking after a server: its users, its health, its log, its backups."""
