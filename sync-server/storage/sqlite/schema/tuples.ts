/**
 * Relations between subjects and objects (shared/access/model.fga), what may stand in them, and what open sessions are still to be told.
 *
 * `belongings` names everything of this tenant that a tuple may name: the organisation, its workspaces, teams, agents, links, credentials,
 * things with grants of their own, and the accounts that are members or guests. A tuple that names anything else is refused here,
 * whoever writes it; what is taken out of `belongings` takes its tuples with it.
 *
 * `resources` has a row for each replica that differs from "in its workspace, and as readable as that": it may lie in a folder (`parent`),
 * inherit nothing (`inherits` = 0), or have grants of its own.
 */
export const tupleTables = `
  CREATE TABLE belongings (thing TEXT PRIMARY KEY, tenant TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tuples (
    tenant TEXT NOT NULL, object TEXT NOT NULL, relation TEXT NOT NULL, subject TEXT NOT NULL,
    PRIMARY KEY (object, relation, subject)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tuples_by_subject ON tuples (subject, relation, object);
  -- Teams have thousands of members and few teams in them.
  CREATE INDEX tuples_usersets ON tuples (object, relation, subject) WHERE instr(subject, '#') > 0;
  CREATE TABLE resources (
    replica TEXT PRIMARY KEY, workspace TEXT NOT NULL REFERENCES workspaces (id), inherits INTEGER NOT NULL DEFAULT 1,
    parent TEXT, has_tuples INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX resources_special ON resources (workspace, replica) WHERE inherits = 0 OR has_tuples = 1;
  CREATE INDEX resources_by_parent ON resources (parent, replica) WHERE parent IS NOT NULL;
  CREATE TABLE access_outbox (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, workspace TEXT, replica TEXT, subject TEXT
  ) STRICT;

  CREATE TRIGGER belongings_of_one_tenant BEFORE INSERT ON belongings
    WHEN NEW.tenant <> (SELECT tenant FROM belongings LIMIT 1)
    BEGIN SELECT RAISE(ABORT, 'other-tenant'); END;
  CREATE TRIGGER tuples_of_one_tenant BEFORE INSERT ON tuples
    WHEN NOT EXISTS (SELECT 1 FROM belongings WHERE thing = NEW.object AND tenant = NEW.tenant)
      OR NOT EXISTS (
        SELECT 1 FROM belongings WHERE tenant = NEW.tenant AND thing =
          CASE instr(NEW.subject, '#') WHEN 0 THEN NEW.subject ELSE substr(NEW.subject, 1, instr(NEW.subject, '#') - 1) END)
    BEGIN SELECT RAISE(ABORT, 'other-tenant'); END;
  CREATE TRIGGER tuples_are_written_once BEFORE UPDATE ON tuples
    BEGIN SELECT RAISE(ABORT, 'a tuple is never changed'); END;
  CREATE TRIGGER belongings_take_tuples AFTER DELETE ON belongings
    BEGIN
      DELETE FROM tuples WHERE object = OLD.thing;
      DELETE FROM tuples WHERE subject = OLD.thing;
      DELETE FROM tuples WHERE subject > OLD.thing || '#' AND subject < OLD.thing || '$';
    END;
  CREATE TRIGGER tuples_make_special AFTER INSERT ON tuples WHEN NEW.relation <> 'inherit'
    BEGIN UPDATE resources SET has_tuples = 1 WHERE replica = substr(NEW.object, instr(NEW.object, ':') + 1) AND has_tuples = 0; END;
  CREATE TRIGGER tuples_unmake_special AFTER DELETE ON tuples
    WHEN NOT EXISTS (SELECT 1 FROM tuples WHERE object = OLD.object)
    BEGIN UPDATE resources SET has_tuples = 0 WHERE replica = substr(OLD.object, instr(OLD.object, ':') + 1); END;
  CREATE TRIGGER workspaces_belong AFTER INSERT ON workspaces
    BEGIN INSERT OR IGNORE INTO belongings SELECT 'workspace:' || NEW.id, tenant FROM belongings LIMIT 1; END;

  INSERT INTO belongings SELECT 'organization:' || tenant, tenant FROM relations GROUP BY tenant ORDER BY count(*) DESC LIMIT 1;
  INSERT OR IGNORE INTO belongings SELECT 'workspace:' || id, (SELECT tenant FROM belongings LIMIT 1) FROM workspaces
    WHERE EXISTS (SELECT 1 FROM belongings);
  INSERT OR IGNORE INTO belongings
    SELECT CASE subject WHEN 'operator' THEN 'service:operator' ELSE subject END, tenant FROM relations
    WHERE tenant = (SELECT tenant FROM belongings LIMIT 1);
  -- Who owned an organisation runs it. Agents can not, so they are members.
  INSERT OR IGNORE INTO tuples (tenant, object, relation, subject)
    SELECT tenant, 'organization:' || substr(object, 14),
      CASE WHEN relation = 'owner' AND subject NOT LIKE 'agent:%' THEN 'admin' ELSE 'member' END, subject
    FROM relations WHERE object = 'organisation:' || tenant AND tenant = (SELECT tenant FROM belongings LIMIT 1);
  INSERT OR IGNORE INTO tuples (tenant, object, relation, subject)
    SELECT tenant, object, relation, CASE subject WHEN 'operator' THEN 'service:operator' ELSE subject END
    FROM relations WHERE object IN (SELECT 'workspace:' || id FROM workspaces)
      AND tenant = (SELECT tenant FROM belongings LIMIT 1);
  INSERT OR IGNORE INTO tuples (tenant, object, relation, subject)
    SELECT tenant, thing, 'inherit', 'organization:' || tenant FROM belongings WHERE thing LIKE 'workspace:%';
  -- Who had something in a workspace and nothing in its organisation is a guest of it; agents are always members.
  INSERT OR IGNORE INTO tuples (tenant, object, relation, subject)
    SELECT tenant, 'organization:' || tenant, CASE WHEN thing LIKE 'agent:%' THEN 'member' ELSE 'guest' END, thing
    FROM belongings WHERE (thing LIKE 'user:%' OR thing LIKE 'agent:%') AND NOT EXISTS (
      SELECT 1 FROM tuples WHERE object = 'organization:' || tenant AND subject = thing);
  -- What the rows say of folders; from now on the rows' reader of the log keeps it.
  INSERT OR IGNORE INTO resources (replica, workspace, parent)
    SELECT replicas.id, workspaces.id, json_extract(CAST(rows.bytes AS TEXT), '$.value.parent')
    FROM rows JOIN replicas ON replicas.number = rows.replica JOIN workspaces ON workspaces.number = replicas.workspace
    WHERE (replicas.id LIKE 'document!_%' ESCAPE '!' OR replicas.id LIKE 'folder!_%' ESCAPE '!')
      AND json_valid(CAST(rows.bytes AS TEXT)) AND json_extract(CAST(rows.bytes AS TEXT), '$.value.parent') LIKE 'folder!_%' ESCAPE '!';
  DROP TABLE relations;
`
