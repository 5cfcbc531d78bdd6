package repositories

// Sessions reads and writes the sessions of users.
type Sessions struct{ SessionReader }
