import type { TaskPriority, TaskStatus } from '../../../rooms/tasks/index.ts'
import type { RecordDate, RecordGroup, RecordQuery, RecordType } from '../query.ts'

export type Relation = 'since' | 'after' | 'before' | 'until' | 'older' | 'within' | 'in' | 'from' | 'for'
export type Preposition = 'by' | 'of' | 'assigned' | 'label' | 'place' | 'about' | 'own'

/** What words of a question say, as far as they can be told without the rest of it. */
export type Meaning =
  | {
      readonly kind: 'filler' | 'count' | 'head' | 'not' | 'and' | 'or' | 'all' | 'us' | 'most' | 'fewest' | 'except'
    }
  | { readonly kind: 'me' }
  | { readonly kind: 'mine' }
  | { readonly kind: 'type'; readonly types: readonly RecordType[]; readonly isOne: boolean }
  | { readonly kind: 'status'; readonly status: readonly TaskStatus[] }
  | { readonly kind: 'priority'; readonly priority: readonly TaskPriority[] }
  | { readonly kind: 'verb'; readonly date: RecordDate }
  | {
      readonly kind:
        | 'overdue'
        | 'trashed'
        | 'undated'
        | 'unassigned'
        | 'placeless'
        | 'unlabelled'
        | 'repeating'
        | 'unrepeated'
        | 'pinned'
        | 'dated'
    }
  /** Without this one, where one is named behind it. */
  | { readonly kind: 'notOf'; readonly of: 'label' | 'assignee' }
  | { readonly kind: 'relation'; readonly relation: Relation }
  | { readonly kind: 'preposition'; readonly preposition: Preposition }
  | { readonly kind: 'group'; readonly group: RecordGroup }
  | { readonly kind: 'extreme'; readonly extreme: 'oldest' | 'newest' }
  /** What the asker has to do. */
  | { readonly kind: 'plate' }
  /** The one that is due first, from today on. */
  | { readonly kind: 'nextDue' }
  /** The next days, where no others are named. */
  | { readonly kind: 'upcoming' }
  /** Changed by nobody for a while. */
  | { readonly kind: 'resting' }
  /** Whoever has most to do. */
  | { readonly kind: 'workload' }
  /** The most pressing ones first. */
  | { readonly kind: 'top' }
  | { readonly kind: 'sorted'; readonly by: NonNullable<RecordQuery['order']>['by']; readonly descending?: true }
  /** None of what follows. */
  | { readonly kind: 'without' }
  /** People who have none of it. */
  | { readonly kind: 'haveNots' }
  /** None of those that are in this state. */
  | { readonly kind: 'noneIn'; readonly status: 'doing' | 'done' }
  /** Given to others by the asker, or by one person to another. */
  | { readonly kind: 'delegated' | 'given' }

const open = ['todo', 'doing'] as const

/** `people without any`, `anyone who has nothing`, and behind "how many": `members have no`. */
const haveNots = ['people', 'members', 'anyone', 'anybody']
  .flatMap((who) =>
    ['with no', 'with nothing', 'without', 'without any', 'who have no', 'who have nothing']
      .concat(['who has no', 'who has nothing', 'have no', 'have nothing'])
      .map((lack) => `${who} ${lack}`),
  )
  .join('|')

/** `on my calendar`, and `anything on my calendar`, which is nothing about a calendar. */
const onMine = ['on my plate', 'on my list', 'on my calendar', 'on my agenda', 'on my schedule', 'in my calendar']
  .flatMap((place) => [place, ...['anything', 'something', 'everything'].map((what) => `${what} ${place}`)])
  .join('|')

/** Phrases by meaning, `|` between them. Of phrases that begin alike the longest counts. */
const phrases: readonly (readonly [string, Meaning])[] = [
  [
    'the|a|an|is|are|am|was|were|be|been|do|does|did|have|has|had|having|got|there|that|which are|please|right now|currently|at the moment|still|now|so far|yet|already|ever|any|anything|something|everything|stuff|things|items|ones|of them|in total|altogether|overall|actually|exactly|also',
    { kind: 'filler' },
  ],
  [
    'what|which|show|show me|list|list me|find|find me|give me|get me|tell me|is there|are there|look up|what about|give me a list of|a list of|list of|display|pull up|view|see',
    { kind: 'head' },
  ],
  ['who|which people|which person|who has|who have|which of us|who all', { kind: 'group', group: 'person' }],
  ['which project|which projects|what project|what projects', { kind: 'group', group: 'project' }],
  ['which label|which labels|which tag|which tags', { kind: 'group', group: 'label' }],
  ['how many|number of|count|count of|the number of|a count of|total number of|the total number of', { kind: 'count' }],
  ['the most|most', { kind: 'most' }],
  ['the fewest|fewest|the least|least', { kind: 'fewest' }],
  [
    'no|none|zero|nothing|not a single|not any|not have|not have any|not have a|not got any|not got anything|without any',
    { kind: 'without' },
  ],
  [haveNots, { kind: 'haveNots' }],
  [
    'except|except for|except the ones|except those|excluding|excluding the ones|but not|but not the ones|other than|apart from|not counting|not including|leaving out|without the|without any of',
    { kind: 'except' },
  ],
  ['not|never|nobody|no one|nobody has|no one has', { kind: 'not' }],
  ['and|but', { kind: 'and' }],
  ['or', { kind: 'or' }],
  [
    'all|every|all the|all of the|all of|including done|including the done|including finished|including the finished|including completed|including the completed|done or not|open and done|done and open',
    { kind: 'all' },
  ],
  ['i|me|myself', { kind: 'me' }],
  ['my|mine', { kind: 'mine' }],
  ['we|us|our|ours|the team|our team|everyone|everybody|anyone|anybody', { kind: 'us' }],

  ['task|todo|to do item', { kind: 'type', types: ['task'], isOne: true }],
  [
    'tasks|todos|to dos|to do items|things to do|todo list|to do list|task list|jobs|chores|action items',
    { kind: 'type', types: ['task'], isOne: false },
  ],
  ['document|doc|page', { kind: 'type', types: ['document'], isOne: true }],
  ['notes', { kind: 'type', types: ['document', 'idea'], isOne: false }],
  ['documents|docs|pages', { kind: 'type', types: ['document'], isOne: false }],
  ['idea|thought', { kind: 'type', types: ['idea'], isOne: true }],
  ['ideas|thoughts', { kind: 'type', types: ['idea'], isOne: false }],
  ['whiteboard|board', { kind: 'type', types: ['board'], isOne: true }],
  ['whiteboards|boards', { kind: 'type', types: ['board'], isOne: false }],

  [
    'open|unfinished|outstanding|pending|incomplete|left|remaining|remains|remain|to do|to be done|left to do|still open|still to do|need to do|needs to be done|need to be done|must be done|should be done|should be finished|must be finished|has to be done|have to be done|must do|should do|need to get done|have to get done|need to finish|have to finish|must finish|need to complete|have to complete|to get done|to finish|to complete|undone|on the plate|on the calendar|on the agenda|on the schedule|on our calendar|on his plate|on her plate|on their plate|on our plate|plate|busy|up to|without the done ones|without done ones|excluding the done ones|excluding done ones|except the done ones|except done ones|uncompleted',
    { kind: 'status', status: open },
  ],
  [
    'in progress|doing|being worked on|under way|underway|started|ongoing|working on|busy with|work in progress',
    { kind: 'status', status: ['doing'] },
  ],
  ['unstarted|not started|not begun', { kind: 'status', status: ['todo'] }],
  ['urgent|urgent priority|top priority|highest priority|critical|asap', { kind: 'priority', priority: ['urgent'] }],
  ['high priority|priority high|high prio|hi priority', { kind: 'priority', priority: ['high'] }],
  ['normal priority|priority normal', { kind: 'priority', priority: ['normal'] }],
  ['low priority|priority low|low prio|unimportant', { kind: 'priority', priority: ['low'] }],
  ['important', { kind: 'priority', priority: ['urgent', 'high'] }],

  [
    'done|did do|do do|close|closed|finish|finished|complete|completed|get done|got done|gotten done|ticked off|tick off|checked off|check off|crossed off|cross off|resolved|resolve|wrap up|wrapped up|ship|shipped|accomplish|accomplished|achieve|achieved|get finished|got finished|get through|got through|be completed|closed out|close out',
    { kind: 'verb', date: 'completed' },
  ],
  [
    'created|create|made|make|added|add|new|wrote|write|written|captured|capture|collect|collected|gather|gathered|came up with|come up with|noted|jot down|jotted down',
    { kind: 'verb', date: 'created' },
  ],
  [
    'changed|change|edited|edit|touched|touch|updated|update|modified|modify|worked on|work on|happened|happen|been changed|changes|edits',
    { kind: 'verb', date: 'changed' },
  ],
  ['due|fall due|falls due|scheduled|planned|be due|come due|comes due', { kind: 'verb', date: 'due' }],
  [
    'overdue|late|past due|over due|late on|behind|behind on|behind schedule|behind with|slipped|should have been done|should be done by now|should have done|should have done by now|should have been done by now|overdue by now',
    { kind: 'overdue' },
  ],
  ['in the trash|in trash|in the bin|trashed|deleted|thrown away', { kind: 'trashed' }],
  [
    'undated|unscheduled|without a date|without a due date|without due date|without a deadline|without date|with no date|with no due date|with no deadline|have no date|have no due date|has no due date|have no deadline|without deadlines|have no dates|no date|no due date|no deadline|without dates|without due dates|with no dates|not scheduled|not dated',
    { kind: 'undated' },
  ],
  [
    'unassigned|nobody assigned|no one assigned|nobody is assigned|no one is assigned|have nobody assigned|has nobody assigned|have no one assigned|not assigned|not assigned to anyone|not assigned to anybody|without an assignee|without an owner|without owner|without assignee|with nobody assigned|no assignee|no owner|with no owner|have no owner|has no assignee|assigned to nobody|assigned to no one|with no assignee|have no assignee',
    { kind: 'unassigned' },
  ],
  [
    'without a project|without any project|not in a project|not in any project|no project|with no project|in no project|outside any project|outside of any project|have no project|without a folder|in no folder|outside any folder',
    { kind: 'placeless' },
  ],
  [
    'unlabelled|unlabeled|untagged|no label|no labels|no tags|without any labels|without any tags|without a label|without labels|without a tag|without tags|with no label|with no tag|with no labels|with no tags|have no label|have no tags',
    { kind: 'unlabelled' },
  ],

  [
    'repeating|recurring|repeat|repeats|recur|that repeat|which repeat|that recur|that are repeated|on repeat|repeated',
    { kind: 'repeating' },
  ],
  [
    'non repeating|not repeating|non recurring|not recurring|one off|one time|do not repeat|does not repeat|that do not repeat|that does not repeat|which do not repeat',
    { kind: 'unrepeated' },
  ],

  ['pinned', { kind: 'pinned' }],
  ['with a date|with a due date|with due dates|with a deadline|with dates|dated', { kind: 'dated' }],
  ['newest first|latest first|most recent first', { kind: 'sorted', by: 'created', descending: true }],
  ['oldest first', { kind: 'sorted', by: 'created' }],
  ['most urgent first|urgent first|highest priority first|by urgency', { kind: 'sorted', by: 'priority' }],
  [
    'not labelled|not tagged|not labelled with|not tagged with|not labelled as|not tagged as|not labeled',
    { kind: 'notOf', of: 'label' },
  ],
  ['not assigned to|not given to', { kind: 'notOf', of: 'assignee' }],

  ['since|starting', { kind: 'relation', relation: 'since' }],
  ['after|later than', { kind: 'relation', relation: 'after' }],
  ['before|earlier than', { kind: 'relation', relation: 'before' }],
  ['until|till|to|through|no later than', { kind: 'relation', relation: 'until' }],
  ['older than|more than|longer than|over', { kind: 'relation', relation: 'older' }],
  [
    'within|within the|in the next|over the next|for the next|during the next',
    { kind: 'relation', relation: 'within' },
  ],
  ['in|on|during|in the|during the|over the|at', { kind: 'relation', relation: 'in' }],
  ['from|from the', { kind: 'relation', relation: 'from' }],
  ['for', { kind: 'relation', relation: 'for' }],

  ['by', { kind: 'preposition', preposition: 'by' }],
  ['of|belonging to', { kind: 'preposition', preposition: 'of' }],
  ["'s", { kind: 'preposition', preposition: 'own' }],
  ['assigned to|given to|on the plate of|allocated to|belongs to', { kind: 'preposition', preposition: 'assigned' }],
  [
    'labelled|labeled|tagged|tagged with|tagged as|labelled as|labelled with|with label|with the label|with tag|with the tag|label|tag',
    { kind: 'preposition', preposition: 'label' },
  ],
  [
    'in project|in the project|of project|of the project|project|in folder|in the folder|folder|inside',
    { kind: 'preposition', preposition: 'place' },
  ],
  [
    'about|anything on|something on|everything on|on the subject of|mentioning|that mention|which mention|that mentions|containing|named|called|titled|regarding|concerning|related to|to do with',
    { kind: 'preposition', preposition: 'about' },
  ],

  ['oldest|earliest|longest', { kind: 'extreme', extreme: 'oldest' }],
  [
    'newest|latest|most recent|the most recent|recent|last|recently|most recently|lately',
    { kind: 'extreme', extreme: 'newest' },
  ],
  [onMine, { kind: 'plate' }],
  ['next deadline|next due date|next due task', { kind: 'nextDue' }],
  ['upcoming|coming up|up next|ahead|coming', { kind: 'upcoming' }],
  ['deadline|deadlines|due dates|agenda|calendar|diary', { kind: 'verb', date: 'due' }],
  ['stale|dormant|neglected|resting|gathering dust|forgotten', { kind: 'resting' }],
  ['busiest|the busiest|overloaded|overworked|most work|the most work|the most to do|most to do', { kind: 'workload' }],
  [
    'top|most urgent|the most urgent|most important|the most important|most pressing|the most pressing',
    { kind: 'top' },
  ],
  ['delegated|delegate|handed off|given away', { kind: 'delegated' }],
  ['gave to|delegated to|handed to|passed to|gave', { kind: 'given' }],
  ...groupPhrases(),
  ...sortedPhrases(),
  [noneOf('finish|finished|close|closed|complete|completed|do|done|get done'), { kind: 'noneIn', status: 'done' }],
  [noneOf('work on|working on|doing|busy with'), { kind: 'noneIn', status: 'doing' }],
]

/** "Not finished any", "not finished anything". */
function noneOf(verbs: string): string {
  return verbs
    .split('|')
    .flatMap((verb) => ['any', 'anything', 'a single'].map((any) => `not ${verb} ${any}`))
    .join('|')
}

function groupPhrases(): readonly (readonly [string, Meaning])[] {
  const nouns: Readonly<Record<RecordGroup, string>> = {
    person: 'person|people|member|assignee|owner|colleague',
    project: 'project|projects|folder',
    label: 'label|labels|tag|tags',
    status: 'status|state|column',
    priority: 'priority|urgency',
    day: 'day|date',
    week: 'week',
    month: 'month',
  }
  const ways = [
    'by',
    'per',
    'grouped by',
    'for each',
    'for every',
    'in each',
    'in every',
    'each',
    'broken down by',
    'split by',
  ]
  return Object.entries(nouns).map(([group, words]) => [
    words
      .split('|')
      .flatMap((noun) => ways.map((way) => `${way} ${noun}`))
      .join('|'),
    { kind: 'group', group: group as RecordGroup },
  ])
}

function sortedPhrases(): readonly (readonly [string, Meaning])[] {
  const nouns = {
    due: 'due date|due|date|deadline',
    created: 'age|creation date',
    changed: 'last change',
    priority: 'priority|urgency|importance',
    title: 'title|name',
  } as const
  const ways = ['sorted by', 'sort by', 'ordered by', 'order by', 'in order of', 'in the order of']
  return Object.entries(nouns).map(([by, words]) => [
    words
      .split('|')
      .flatMap((noun) => ways.map((way) => `${way} ${noun}`))
      .concat(by === 'due' ? ['by due date', 'by deadline'] : [])
      .concat(by === 'title' ? ['alphabetically', 'in alphabetical order'] : [])
      .join('|'),
    { kind: 'sorted', by: by as keyof typeof nouns },
  ])
}

interface Phrase {
  readonly words: readonly string[]
  readonly meaning: Meaning
}

/** By first word, the longest first. */
export const lexicon: ReadonlyMap<string, readonly Phrase[]> = (() => {
  const byFirst = new Map<string, Phrase[]>()
  for (const [texts, meaning] of phrases) {
    for (const text of texts.split('|')) {
      const words = text.split(' ')
      const first = words[0] ?? ''
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, meaning }])
    }
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)
  return byFirst
})()
