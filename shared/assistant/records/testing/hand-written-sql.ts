/**
 * What people ask of the seeded workspace, and what they mean by it as SQL that was written by hand, from the question and the tables of
 * `recordsInSql`: neither our queries nor their words had a part in it. Today is Thursday, 19 November 2026, and Mira asks.
 */
const task = `type = 'task' AND trashed = 0`
const open = `${task} AND status <> 'done'`
const mine = `coalesce(assignee, author) IN ('user:mira', 'local')`
const whose = (person: string) => `coalesce(assignee, author) = 'user:${person}'`
const inProject = (title: string) =>
  `place = (SELECT p.id FROM record p WHERE p.type = 'project' AND p.text = '${title}')`
const labelled = (label: string) => `EXISTS (SELECT 1 FROM label WHERE record = record.id AND label = '${label}')`
const says = (word: string) => `(' ' || lower(replace(text, char(10), ' ')) LIKE '% ${word}%')`
const doneIn = (days: string) =>
  `${task} AND ((status = 'done' AND completed ${days}) OR EXISTS (SELECT 1 FROM completion c WHERE c.record = record.id AND c.completed ${days}))`

/** The rows that the answer lists. */
export const listedByHand: readonly (readonly [question: string, where: string])[] = [
  ['what is overdue?', `${open} AND due < '2026-11-19'`],
  ['What is overdue this week?', `${open} AND due BETWEEN '2026-11-16' AND '2026-11-18'`],
  ['do I have any overdue tasks?', `${open} AND due < '2026-11-19' AND ${mine}`],
  ['which urgent tasks are overdue', `${open} AND due < '2026-11-19' AND priority = 'urgent'`],
  ["what of Bob's is overdue?", `${open} AND due < '2026-11-19' AND ${whose('bob')}`],
  ['what is due today?', `${open} AND due = '2026-11-19'`],
  ['what is due tomorrow', `${open} AND due = '2026-11-20'`],
  ['tasks due this week', `${open} AND due BETWEEN '2026-11-16' AND '2026-11-22'`],
  ['Which tasks are due next week?', `${open} AND due BETWEEN '2026-11-23' AND '2026-11-29'`],
  ['what is due by Friday?', `${open} AND due <= '2026-11-20'`],
  ['tasks due in December', `${open} AND due LIKE '2026-12-%'`],
  ['tasks due in the next 3 days', `${open} AND due BETWEEN '2026-11-19' AND '2026-11-22'`],
  ['what do I have to do today?', `${open} AND due = '2026-11-19' AND ${mine}`],
  ['tasks without a date', `${open} AND due IS NULL`],
  ['undated tasks of Ana', `${open} AND due IS NULL AND ${whose('ana')}`],
  ['what did Ana finish yesterday?', `${doneIn(`= '2026-11-18'`)} AND ${whose('ana')}`],
  ['what did I get done last week?', `${doneIn(`BETWEEN '2026-11-09' AND '2026-11-15'`)} AND ${mine}`],
  ['tasks completed this month', doneIn(`LIKE '2026-11-%'`)],
  ['what have we finished since Monday?', doneIn(`>= '2026-11-16'`)],
  ['tasks closed in May 2026 labelled finance', `${doneIn(`LIKE '2026-05-%'`)} AND ${labelled('finance')}`],
  ['my urgent tasks', `${open} AND priority = 'urgent' AND ${mine}`],
  ['open tasks', open],
  ['what is in progress?', `${task} AND status = 'doing'`],
  ['unfinished tasks in Website', `${open} AND ${inProject('Website')}`],
  ['low priority tasks without a project', `${open} AND priority = 'low' AND place IS NULL`],
  ['tasks assigned to Bob', `${open} AND assignee = 'user:bob'`],
  ['unassigned tasks', `${open} AND assignee IS NULL`],
  [
    "show me Bob's open tasks in Kitchen renovation",
    `${open} AND ${whose('bob')} AND ${inProject('Kitchen renovation')}`,
  ],
  ['finance tasks', `${open} AND ${labelled('finance')}`],
  ['which tasks repeat?', `${open} AND repeats = 1`],
  ['repeating tasks due this week', `${open} AND repeats = 1 AND due BETWEEN '2026-11-16' AND '2026-11-22'`],
  ["open tasks except Bob's", `${open} AND coalesce(assignee, author, '') <> 'user:bob'`],
  ['all tasks but not the done ones', open],
  ['tasks not labelled finance', `${open} AND NOT ${labelled('finance')}`],
  [
    "urgent tasks except Ana's overdue ones",
    `${open} AND priority = 'urgent' AND (coalesce(assignee, author, '') <> 'user:ana' OR due IS NULL OR due >= '2026-11-19')`,
  ],
  ['unlabelled tasks', `${open} AND NOT EXISTS (SELECT 1 FROM label WHERE record = record.id)`],
  ['tasks about the kitchen budget', `${open} AND ${says('kitchen')} AND ${says('budget')}`],
  ['open tasks older than a month', `${open} AND created < '2026-10-19'`],
  [
    'which tasks did Bob create last week?',
    `${task} AND author = 'user:bob' AND created BETWEEN '2026-11-09' AND '2026-11-15'`,
  ],
  ['tasks I made for Ana', `${task} AND author IN ('user:mira', 'local') AND ${whose('ana')}`],
  ['tasks in the trash', `type = 'task' AND trashed = 1`],
  [
    'which ideas about pricing have I not touched for a month?',
    `type = 'idea' AND trashed = 0 AND ${says('pricing')} AND changed < '2026-10-19'`,
  ],
  ['my ideas', `type = 'idea' AND trashed = 0 AND author IN ('user:mira', 'local')`],
  ['ideas from last month', `type = 'idea' AND trashed = 0 AND created LIKE '2026-10-%'`],
  ['ideas without tags', `type = 'idea' AND trashed = 0 AND id NOT IN (SELECT record FROM label)`],
  [
    'which documents did Bob edit this week?',
    `type = 'document' AND trashed = 0 AND changedBy = 'user:bob' AND changed >= '2026-11-16'`,
  ],
  [
    'documents in the folder Plans',
    `type = 'document' AND trashed = 0 AND place IN (SELECT f.id FROM record f WHERE f.type = 'folder' AND f.text IN ('Plans', 'Contracts'))`,
  ],
  ['documents in no folder', `type = 'document' AND trashed = 0 AND place IS NULL`],
  ['documents not changed since June', `type = 'document' AND trashed = 0 AND changed < '2026-06-01'`],
  ['whiteboards changed last month', `type = 'board' AND trashed = 0 AND changed LIKE '2026-10-%'`],
  [
    'what changed yesterday?',
    `type IN ('task', 'document', 'idea', 'board') AND trashed = 0 AND changed = '2026-11-18'`,
  ],
  ['what is labelled finance', `type IN ('task', 'document', 'idea') AND trashed = 0 AND ${labelled('finance')}`],
]

const closings = (days: string) => `FROM (
  SELECT id, assignee, author, priority, place, completed FROM record WHERE ${task} AND status = 'done' AND completed ${days}
  UNION ALL SELECT r.id, assignee, author, priority, place, c.completed FROM completion c JOIN record r ON r.id = c.record WHERE trashed = 0 AND c.completed ${days})`

const nobodyOf = (from: string) =>
  `SELECT p.id AS key, 0 AS count FROM person p WHERE p.id NOT IN
     (SELECT iif(coalesce(assignee, author) = 'local', 'user:mira', coalesce(assignee, author)) ${from} AND coalesce(assignee, author) IS NOT NULL)`

/** People who have none: the person's id and nothing, for each. */
const peopleByHand: readonly (readonly [question: string, select: string])[] = [
  ['who has no tasks?', nobodyOf(`FROM record WHERE ${open}`)],
  [
    'who has no open tasks this week?',
    nobodyOf(`FROM record WHERE ${open} AND due BETWEEN '2026-11-16' AND '2026-11-22'`),
  ],
  ['who has nothing to do tomorrow', nobodyOf(`FROM record WHERE ${open} AND due = '2026-11-20'`)],
  ['who has no overdue tasks?', nobodyOf(`FROM record WHERE ${open} AND due < '2026-11-19'`)],
  [
    'who has no urgent tasks due today?',
    nobodyOf(`FROM record WHERE ${open} AND due = '2026-11-19' AND priority = 'urgent'`),
  ],
  [
    "who hasn't got any urgent tasks in Atlas",
    nobodyOf(`FROM record WHERE ${open} AND priority = 'urgent' AND ${inProject('Atlas')}`),
  ],
  ['which people have no repeating tasks', nobodyOf(`FROM record WHERE ${open} AND repeats = 1`)],
  ['who finished no tasks yesterday?', nobodyOf(`${closings(`= '2026-11-18'`)} WHERE true`)],
  [
    'who wrote no ideas last month',
    nobodyOf(`FROM record WHERE type = 'idea' AND trashed = 0 AND created LIKE '2026-10-%'`),
  ],
]

/** The figures that the answer says, by what they are grouped by; a figure of all has the key ''. A task that repeats counts each time. */
export const countedByHand: readonly (readonly [question: string, select: string])[] = [
  [
    'how many tasks are overdue?',
    `SELECT '' AS key, count(*) AS count FROM record WHERE ${open} AND due < '2026-11-19'`,
  ],
  ['how many open tasks do we have?', `SELECT '' AS key, count(*) AS count FROM record WHERE ${open}`],
  [
    'How many tasks did I complete in October?',
    `SELECT '' AS key, count(*) AS count ${closings(`LIKE '2026-10-%'`)} WHERE ${mine}`,
  ],
  [
    'how many urgent tasks did we finish last year?',
    `SELECT '' AS key, count(*) AS count ${closings(`LIKE '2025-%'`)} WHERE priority = 'urgent'`,
  ],
  ['how many ideas do we have?', `SELECT '' AS key, count(*) AS count FROM record WHERE type = 'idea' AND trashed = 0`],
  [
    'how many tasks were deleted?',
    `SELECT '' AS key, count(*) AS count FROM record WHERE type = 'task' AND trashed = 1`,
  ],
  [
    'how many tasks did we close in May, by person?',
    `SELECT iif(coalesce(assignee, author) = 'local', 'user:mira', coalesce(assignee, author, '?')) AS key, count(*) AS count ${closings(`LIKE '2026-05-%'`)} GROUP BY 1`,
  ],
  [
    'how many tasks did we finish per month this year?',
    `SELECT substr(completed, 1, 7) AS key, count(*) AS count ${closings(`LIKE '2026-%'`)} GROUP BY 1`,
  ],
  ...peopleByHand,
  [
    'what did we close last quarter by project?',
    `SELECT coalesce(place, '?') AS key, count(*) AS count ${closings(`BETWEEN '2026-07-01' AND '2026-09-30'`)} GROUP BY 1`,
  ],
  [
    'How many open tasks are there per project?',
    `SELECT coalesce(place, '?') AS key, count(*) AS count FROM record WHERE ${open} GROUP BY 1`,
  ],
  ['open tasks by priority', `SELECT priority AS key, count(*) AS count FROM record WHERE ${open} GROUP BY 1`],
  ['all tasks by status', `SELECT status AS key, count(*) AS count FROM record WHERE ${task} GROUP BY 1`],
]
