import { actionItemsIn, openActionModel } from '#shared/assistant/reading/action-items.ts'
import type { Figure } from './support/figure.ts'
import { isHeldOut, readExamples } from './train/action-examples.ts'
import { crossValidated } from './train/action-items.ts'
import { f1Of } from './train/figures.ts'

export const name = 'Action items in sentences of e-mails (EmailIntentDataSet): F1 of "asks for an action"'

/** The fifth that is held out by a hash of the sentence took no part in fitting the weights or in choosing their settings. */
export function run(): readonly Figure[] {
  const examples = readExamples() ?? []
  const model = openActionModel()
  const heldOut = examples.filter(isHeldOut)
  const { mean, spread } = crossValidated(examples)
  return [
    {
      what: `weights of the repository, ${heldOut.length} sentences held out`,
      value: f1Of(
        heldOut.map(({ sentence, isAction }) => ({
          isAction,
          isFound: model.probabilityOf(sentence) >= model.threshold,
        })),
      ),
      floor: 0.74,
    },
    { what: 'five folds of the rest, mean', value: mean, floor: 0.74 },
    { what: 'their standard deviation', value: spread },
    {
      what: 'as a text: an item within what asks for an action',
      value: f1Of(
        heldOut.map(({ sentence, isAction }) => ({ isAction, isFound: actionItemsIn(sentence, model).length > 0 })),
      ),
      floor: 0.7,
    },
  ]
}
