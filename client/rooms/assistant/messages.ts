import { labels } from './labels.ts'

export const messages = {
  ...labels,
  panel: {
    engine: 'Who answers',
    device: 'Built-in · on this device',
    deviceHint:
      'Answers come from this workspace on this device, also without a network. Nothing is sent anywhere. It reads English.',
    agent: 'Model · on the server',
    agentHint:
      'Your words go to the server, which asks the model that your organisation has set up. What it would change waits for you.',
    close: 'Close the assistant',
    dock: 'Dock beside the page',
    float: 'Let it float over the page',
    clear: 'New conversation',
    conversation: 'Conversation',
    welcome: 'What would you like to know or do?',
    field: 'Ask or tell the assistant',
    placeholder: 'Ask, or say what to do…',
    send: 'Send',
    context: 'What “this” means',
    dropContext: 'Leave out {title}',
    again: 'Ask again',
  },
  asked: {
    waiting: 'Sent; nobody has begun yet.',
    offline: 'Kept on this device, and sent when there is a network.',
    thinking: 'Reading and thinking…',
    stale: 'This waited for more than a day. Is it still to be asked?',
    again: 'Ask again',
    takeBack: 'Take back',
    edit: 'Change the words',
    save: 'Save',
    cancelled: 'Taken back.',
    failed: 'There is no answer.',
    gone: 'This question is no longer here.',
    askAgent: 'Ask the model on the server',
  },
  proposal: {
    waiting: '{count, plural, one {One change waits for you:} other {# changes wait for you:}}',
    inDocument: 'Open the document to see it where it would stand.',
    accept: 'Accept',
    reject: 'Reject',
    acceptStep: 'Accept a proposal',
    rejectStep: 'Reject a proposal',
    destructive: 'Removes something',
    outward: 'Leaves this workspace',
    changed: 'Not done: it has been changed since this was proposed.',
    failed: 'Not done.',
  },
  answer: {
    none: 'Nothing matches.',
    found: '{count, plural, one {One found.} other {# found.}}',
    showAll: '{count, plural, other {Show all #}}',
    showFewer: 'Show fewer',
    cut: 'The first {shown, number} of {total, number}.',
    noGroup: 'None',
    weekOf: 'Week of {date}',
    gone: 'No longer here',
    untitled: 'Untitled',
    status: { todo: 'Not started', doing: 'Started', done: 'Done' },
    priority: { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' },
  },
  action: {
    choose: 'Which one do you mean?',
    do: 'Do it',
    done: 'Done.',
    undo: 'Undo',
    undone: 'Taken back.',
    open: 'Open',
    failed: 'It was not done.',
    readOnly: 'You can only read here, so nothing can be changed.',
    earlier: 'Asked earlier; ask again to do it now.',
    says: {
      tasks: {
        create: 'Add a task',
        complete: 'Complete the task',
        reopen: 'Reopen the task',
        setStatus: 'Start the task',
        setPriority: 'Set the priority to {value}',
        schedule: 'Move to {value}',
        assign: 'Assign to {value}',
        moveToProject: 'Move to the project {value}',
        rename: 'Rename to “{value}”',
        trash: 'Move the task to the trash',
        createProject: 'Make a project',
      },
      documents: {
        create: 'Make a document',
        createFolder: 'Make a folder',
      },
      ideas: {
        capture: 'Keep an idea',
      },
      whiteboards: {
        create: 'Make a whiteboard',
      },
    },
  },
  next: {
    title: 'What to do next',
    none: 'Nothing presses: none of your open tasks is due soon, urgent or begun.',
    some: 'This is what I would do, and why:',
  },
  reason: {
    overdue: '{days, plural, one {1 day late} other {# days late}}',
    dueToday: 'Due today',
    dueTomorrow: 'Due tomorrow',
    due: 'Due in {days, number} days',
    urgent: 'Urgent',
    high: 'High priority',
    started: 'Already begun',
    nearlyDone: '{left, number} of {of, number} steps left',
    given: 'From {name}',
    resting: '{days, plural, other {Untouched for # days}}',
  },
  briefing: {
    day: 'Today',
    week: 'Your week',
    none: 'Nothing is due, and nothing has changed.',
    overdue: '{count, plural, one {1 task is late} other {# tasks are late}}',
    due: '{count, plural, one {1 task is due today} other {# tasks are due today}}',
    dueWeek: '{count, plural, one {1 task is due in the next 7 days} other {# tasks are due in the next 7 days}}',
    done: '{count, plural, one {1 task was done} other {# tasks were done}}{people}',
    changed: '{count, plural, one {1 thing was changed by others} other {# things were changed by others}}{people}',
    captured: '{count, plural, one {1 idea was captured} other {# ideas were captured}}',
    by: ': {names}',
    person: '{name} {count, number}',
    widget: 'Since yesterday',
    askWeek: 'My week',
    more: '{count, plural, one {1 thing needs attention} other {# things need attention}}',
  },
  alert: {
    none: 'Nothing looks stuck, crowded or forgotten.',
    'overdue-in-project': '{count, plural, other {# late tasks}} in {title}',
    'overdue-of-person': '{name} has {count, plural, other {# late tasks}}',
    stuck:
      '{count, plural, one {1 task was begun and has not moved for two weeks} other {# tasks were begun and have not moved for two weeks}}',
    waiting:
      '{count, plural, one {1 task has been waiting for more than a week} other {# tasks have been waiting for more than a week}}',
    'undated-promise':
      '{count, plural, one {1 task that was given to somebody has no date} other {# tasks that were given to somebody have no date}}',
    'no-next-step':
      '{title}: {count, plural, one {its open task is} other {none of its # open tasks is}} {count, plural, one {neither begun nor dated} other {begun or has a date}}',
    'crowded-day': '{name} has {count, plural, other {# tasks}} due on {date}',
  },
  refusal: {
    noTarget: 'I know no task that “{words}” could mean.',
    noWords: 'What should it be called?',
    time: 'I could not read “{words}” as a day.',
    words: 'I do not know what to make of {words}. Rather than guess, I leave it.',
    unclear: 'I am not sure what that asks for. Rather than guess, I leave it.',
    model:
      'I can not do that without a language model. The built-in engine finds, counts and sorts what is in this workspace, and does what you tell it to.',
    try: 'You could try:',
  },
  help: {
    intro:
      'I answer questions about tasks, documents, ideas and whiteboards of this workspace, tell what to do next, and do what you tell me after you have seen it. For example:',
  },
} as const

declare module '#client/ui/i18n.tsx' {
  interface RoomMessages {
    assistant: typeof messages
  }
}
