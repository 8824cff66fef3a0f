const greeting = String.raw`(?:hey|hi|hello|good (?:morning|afternoon|evening))(?: there)?(?: (?:nexus|assistant))?`
const leads = [
  String.raw`(?:${greeting}|ok|okay|so|well|um|oh|right|alright)\b\s*[,!.:]\s*`,
  String.raw`(?:hey|hi|ok|okay|so|well|um|oh)\s+(?=\S)`,
  String.raw`(?:please|pls|plz|kindly|quickly)\b[,:]?\s+`,
  String.raw`(?:can|could|would|will) (?:you|u)\s+`,
  String.raw`(?:i'd|i would) like (?:you )?to\s+(?:know|see|find out|hear|get)?\s*`,
  String.raw`i (?:want|need|wanted|would love) to (?:know|see|find out|hear|check|look at)\s+`,
  String.raw`(?:i want|i'd like|i would like|i'd love) you to\s+`,
  String.raw`(?:let me (?:know|see)|let's see|do you know|any idea|i wonder|i was wondering|i'm wondering|tell me)\s+(?=(?:what|who|whose|which|how|when|where|if|whether|is|are)\b)`,
].map((lead) => new RegExp(`^${lead}`, 'iu'))
const tail =
  /(?:[\s,]+(?:please|pls|plz|if you (?:can|could|don't mind))|,\s*(?:thanks|thank you|thx|cheers))\s*([?!.]*)$/iu

/** The wish in polite words: without greetings, "could you", "I'd like to see" and thanks. What is left is as it was typed. */
export function withoutCourtesy(text: string): string {
  let words = text
  for (let before = ''; before !== words; ) {
    before = words
    for (const lead of leads) words = words.replace(lead, '')
    words = words.replace(tail, '$1')
  }
  return words === '' ? text : words
}

export type Courtesy = 'thanks' | 'yes' | 'no'

const courtesies: readonly (readonly [Courtesy, RegExp])[] = [
  [
    'thanks',
    /^(?:ok(?:ay)?,? )?(?:thanks|thank you|thx|ty|cheers|great|perfect|nice|cool|ok(?:ay)?|got it|awesome|well done|good job)(?:,? (?:a lot|so much|very much|great|thanks|thank you|man|assistant|nexus))*$/,
  ],
  ['yes', /^(?:yes|yeah|yep|sure|do it|go ahead|do that|yes,? (?:please|do it|do that)|confirm|correct)$/],
  ['no', /^(?:no|nope|no,? thanks|never ?mind|cancel|cancel that|stop|forget it|don't|not now)$/],
]

/** Words that only keep a conversation going. `plain` as the engine makes it. */
export function courtesyIn(plain: string): Courtesy | undefined {
  return courtesies.find(([, pattern]) => pattern.test(plain))?.[0]
}
