const sentences: Readonly<Record<string, string>> = {
  'no-agent': 'There is no such agent any more, or it is switched off.',
  'no-rights': 'You, or the agent that you asked, may not have anything done in this workspace.',
  'no-engine':
    'That takes a language model, and none is set up for this organisation. An administrator can set one up; what is in this workspace the built-in engine finds and counts without one.',
  unreachable: 'The model could not be reached. Ask again later.',
  stalled: 'The model stopped in the middle of its answer. Ask again.',
  busy: 'The model has had too many requests, or what may be used of it is used up. Ask again later.',
  'too-much':
    'What was asked, with all that was read for it, is longer than this model can take in. Ask about less at once; an administrator can set up a model that takes more.',
  refused: 'The model’s endpoint refused the request. An administrator can look at its settings.',
  malformed: 'What the model answered could not be read. Ask again.',
  cancelled: 'The answer was stopped.',
  'too-long': 'The answer would have taken more steps or words than it may. Ask for less at once.',
  interrupted:
    'The server was interrupted after something had been done already, and could not go on. Look at what was done, and ask for the rest.',
  'budget organization': 'Your organisation has used up its assistant for this month.',
}

/** Behind an answer that a limit has ended. */
export function sentenceOfCut(cut: 'tokens' | 'steps'): string {
  return cut === 'tokens'
    ? 'It ends here: it became as long as this agent may write at a time. Ask for the rest, or for less at once; an administrator can allow more.'
    : 'It ends here, after as many steps as one question may take. Ask for the rest.'
}

/** Why there is no answer, for the person who asked. `detail`: what an engine says of its refusal, in words of ours. */
export function sentenceOfReason(reason: string | undefined, detail?: string): string {
  if (reason === 'refused' && detail) return `${detail} An administrator can look at the settings of the model.`
  if (reason?.startsWith('budget user:')) return 'You have used up your part of the assistant for this month.'
  if (reason?.startsWith('budget agent:')) return 'This agent has used up its part of the assistant for this month.'
  return sentences[reason ?? ''] ?? 'Something went wrong. Ask again.'
}
