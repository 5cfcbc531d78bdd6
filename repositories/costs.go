package repositories

// Costs reads and writes cost metrics.
type Costs struct{ CostReader }
