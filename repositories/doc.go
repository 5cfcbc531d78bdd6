// Package repositories is the way into the ledger: one repository an entity over
// PostgreSQL, and the unit of work that binds several calls into one transaction.
//
// [Open] gives a [Store] that reads and writes, [OpenReader] a [Reader] whose
// database sessions are read-only and whose type has no method that writes.
//
// [Migrate] comes first: it brings the database to what they need.
//
//	cfg := repositories.Config{URL: url, Timeout: 5 * time.Second}
//	_, err := repositories.Migrate(ctx, cfg)
//	…
//	store, err := repositories.Open(ctx, cfg)
//	…
//	err = store.InTx(ctx, func(tx *repositories.Store) error {
//		if _, err := tx.Drifts.Triage(ctx, id, models.TriageDriftInput{TriagedBy: user}); err != nil {
//			return err
//		}
//		_, err := tx.Drifts.Approve(ctx, id, models.ApproveDriftInput{ApprovedBy: user, Reason: reason})
//		return err
//	})
//
// What a later layer builds on: [Drifts] and their lifecycle, [Alerts], [Users],
// [Costs], [Audit], [Sessions], and the [Scans] that drifts come from. Their
// readers list by page or by cursor, sum up, and stream.
//
// Rules that hold for every method:
//
//   - It takes a context, and gives up when that is done or when Config.Timeout
//     has passed, whichever comes first; PostgreSQL gives up at the same time.
//   - A change and its audit row are one transaction. A call within InTx that
//     changes something is a savepoint: when it fails, or its own context ends,
//     what came before it in the same unit still holds. A read is none, for it
//     would cost two more trips to the server: one that PostgreSQL refuses or that
//     is given up under way fails the unit, unless it stands in an InTx of its own.
//   - A call that is given up asks the server to stop, and waits a second at most
//     for the answer.
//   - Every error is a *models.Error; test for its kind with errors.Is. Neither
//     gorm nor the driver shows through, nor do SQL, passwords or tokens.
//   - A Stream reads a moment's state through a cursor of the server's, so its
//     memory is constant and the timeout holds for each batch, not for the whole.
//     What its fn returns ends it and comes back as it is. Within a unit of work
//     fn may use the unit, but only one stream of an entity runs there at a time.
//   - Entities come back as they are stored, times in UTC.
package repositories
