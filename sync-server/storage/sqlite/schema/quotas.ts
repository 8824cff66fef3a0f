/**
 * What an organisation may use, and what it uses.
 *
 * Uses are counted where they arise, in the same transaction: `change_bytes` by whoever appends and forgets changes, the others by
 * triggers. Workspaces and members are refused here, by whatever way they come; bytes and documents are refused before they are taken
 * (tenancy/quotas), for they wait in a journal before they are here.
 */
export const quotaTables = `
  -- workspace: '' for the organisation as a whole.
  CREATE TABLE quotas (
    name TEXT NOT NULL, workspace TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name, workspace)
  ) STRICT, WITHOUT ROWID;
  -- What was told of a quota last: 'near' or 'full'.
  CREATE TABLE quota_states (
    name TEXT NOT NULL, workspace TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (name, workspace)
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE workspaces ADD COLUMN change_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspaces ADD COLUMN snapshot_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspaces ADD COLUMN blob_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE workspaces ADD COLUMN documents INTEGER NOT NULL DEFAULT 0;
  UPDATE workspaces SET
    change_bytes = (SELECT coalesce(sum(length(bytes)), 0) FROM changes WHERE workspace = workspaces.number),
    snapshot_bytes = (SELECT coalesce(sum(folded_bytes), 0) FROM replicas WHERE workspace = workspaces.number),
    blob_bytes = (SELECT coalesce(sum(bytes), 0) FROM blobs WHERE workspace = workspaces.id),
    documents = (SELECT count(*) FROM replicas WHERE workspace = workspaces.number AND kind = 'yjs');

  CREATE TRIGGER snapshots_counted AFTER UPDATE OF folded_bytes ON replicas WHEN NEW.folded_bytes <> OLD.folded_bytes
    BEGIN
      UPDATE workspaces SET snapshot_bytes = snapshot_bytes + NEW.folded_bytes - OLD.folded_bytes WHERE number = NEW.workspace;
    END;
  CREATE TRIGGER documents_counted AFTER INSERT ON replicas WHEN NEW.kind = 'yjs'
    BEGIN UPDATE workspaces SET documents = documents + 1 WHERE number = NEW.workspace; END;
  CREATE TRIGGER documents_uncounted AFTER DELETE ON replicas
    BEGIN
      UPDATE workspaces SET documents = documents - (OLD.kind = 'yjs'), snapshot_bytes = snapshot_bytes - OLD.folded_bytes
        WHERE number = OLD.workspace;
    END;
  CREATE TRIGGER blobs_counted AFTER INSERT ON blobs
    BEGIN UPDATE workspaces SET blob_bytes = blob_bytes + NEW.bytes WHERE id = NEW.workspace; END;
  CREATE TRIGGER blobs_uncounted AFTER DELETE ON blobs
    BEGIN UPDATE workspaces SET blob_bytes = blob_bytes - OLD.bytes WHERE id = OLD.workspace; END;

  CREATE TRIGGER workspaces_within_quota AFTER INSERT ON workspaces
    WHEN (SELECT count(*) FROM workspaces) > (SELECT value FROM quotas WHERE name = 'max_workspaces' AND workspace = '')
    BEGIN SELECT RAISE(ABORT, 'quota max_workspaces'); END;
  -- Whoever is a member or guest of the organisation belongs to it; a change of roles adds nobody.
  CREATE TRIGGER members_within_quota AFTER INSERT ON belongings WHEN NEW.thing >= 'user:' AND NEW.thing < 'user;'
      AND (SELECT count(*) FROM belongings WHERE thing >= 'user:' AND thing < 'user;')
        > (SELECT value FROM quotas WHERE name = 'max_members' AND workspace = '')
    BEGIN SELECT RAISE(ABORT, 'quota max_members'); END;
`
