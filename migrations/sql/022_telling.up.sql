-- What is due to be told to people, put down in the transaction of what it tells of, and the messages that are made of it,
-- a message a channel. The columns of both change as they are told; what a notice is about does not.

CREATE TABLE notices (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  kind VARCHAR(20) NOT NULL,
  drift_id UUID REFERENCES drifts(id) ON DELETE CASCADE,
  alert_id UUID,
  rule TEXT NOT NULL DEFAULT '',
  scope TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  severity VARCHAR(20) NOT NULL,
  once TEXT NOT NULL UNIQUE,
  told_to JSONB NOT NULL DEFAULT '[]',
  told_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_notice_kind CHECK (kind IN ('alert','overdue','resolved','rule_ended')),
  CONSTRAINT valid_notice_severity CHECK (severity IN ('critical','warning','info')),
  CONSTRAINT notice_told_to_channels CHECK (jsonb_typeof(told_to) = 'array')
);
CREATE INDEX idx_notices_waiting ON notices(scope, created_at, id) WHERE told_at IS NULL;
CREATE INDEX idx_notices_drift_id ON notices(drift_id);

CREATE TABLE messages (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  channel TEXT NOT NULL,
  scope TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  severity VARCHAR(20) NOT NULL,
  title TEXT NOT NULL,
  body JSONB NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
  last_error TEXT NOT NULL DEFAULT '',
  sent_at TIMESTAMP WITH TIME ZONE,
  given_up_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT valid_message_severity CHECK (severity IN ('critical','warning','info')),
  CONSTRAINT valid_message_status CHECK (status IN ('waiting','sent','given_up'))
);
CREATE INDEX idx_messages_created_at_id ON messages(created_at DESC, id DESC);
CREATE INDEX idx_messages_status ON messages(status, created_at DESC, id DESC);
CREATE INDEX idx_messages_channel ON messages(channel, created_at DESC, id DESC);
CREATE INDEX idx_messages_due ON messages(next_at) WHERE status = 'waiting';

COMMENT ON TABLE notices IS 'What is due to be told, once each: alerts, dates that passed, drifts that were resolved after somebody was told, rules that ended.';
COMMENT ON COLUMN notices.id IS 'The id of the notice.';
COMMENT ON COLUMN notices.kind IS 'What happened: alert, overdue, resolved or rule_ended.';
COMMENT ON COLUMN notices.drift_id IS 'The drift that it is about; empty where it is about a rule.';
COMMENT ON COLUMN notices.alert_id IS 'The alert that it tells of; empty where it tells of none.';
COMMENT ON COLUMN notices.rule IS 'The key of the rule that ended, else empty.';
COMMENT ON COLUMN notices.scope IS 'The scope of the drift; empty where there is none.';
COMMENT ON COLUMN notices.owner IS 'Whose the drift was when it was told; empty before, and where nobody owns it.';
COMMENT ON COLUMN notices.severity IS 'How bad it is, as it is told.';
COMMENT ON COLUMN notices.once IS 'What it tells of, in one text: what has a notice already gets no second one.';
COMMENT ON COLUMN notices.told_to IS 'The names of the channels for which messages were made of it.';
COMMENT ON COLUMN notices.told_at IS 'When they were made, or nobody was to be told; empty while it waits.';
COMMENT ON COLUMN notices.created_at IS 'When it was put down.';
COMMENT ON INDEX notices_once_key IS 'Tells of each thing once.';
COMMENT ON INDEX idx_notices_waiting IS 'What waits to be told, by scope.';
COMMENT ON INDEX idx_notices_drift_id IS 'What was told of a drift.';
COMMENT ON TABLE messages IS 'What goes to a channel: a message for each scope and owner of what was due at once.';
COMMENT ON COLUMN messages.id IS 'The id of the message, the same in each attempt.';
COMMENT ON COLUMN messages.channel IS 'The name of the channel; its address stands in no table.';
COMMENT ON COLUMN messages.scope IS 'The scope that it is about; empty where there is none.';
COMMENT ON COLUMN messages.owner IS 'Whose it is; empty where nobody owns it.';
COMMENT ON COLUMN messages.severity IS 'The gravest of what it tells.';
COMMENT ON COLUMN messages.title IS 'Its first line.';
COMMENT ON COLUMN messages.body IS 'What it tells: drifts by what they are called, never their states.';
COMMENT ON COLUMN messages.status IS 'waiting, sent or given_up.';
COMMENT ON COLUMN messages.attempts IS 'How often it was tried.';
COMMENT ON COLUMN messages.next_at IS 'When it is tried next; while it is being sent, when another may take it up.';
COMMENT ON COLUMN messages.last_error IS 'Why the last attempt failed, without any address; empty where none did.';
COMMENT ON COLUMN messages.sent_at IS 'When it was sent.';
COMMENT ON COLUMN messages.given_up_at IS 'When it was given up.';
COMMENT ON COLUMN messages.created_at IS 'When it was made.';
COMMENT ON INDEX idx_messages_created_at_id IS 'The messages, the newest first.';
COMMENT ON INDEX idx_messages_status IS 'The messages of a status, the newest first.';
COMMENT ON INDEX idx_messages_channel IS 'The messages of a channel, the newest first.';
COMMENT ON INDEX idx_messages_due IS 'The messages that are to be tried next.';
