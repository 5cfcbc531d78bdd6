package schema

// VerifyEntities is Verify for other entities than the models', by the names of their tables.
var VerifyEntities = verify

// Unmodelled are the tables without an entity.
var Unmodelled = unmodelled
