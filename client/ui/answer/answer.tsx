import { useMemo } from 'react'
import { RoomText } from '#client/ui/i18n.tsx'
import { AnswerContext, type AnswerPorts } from './answer-context.ts'
import { AnswerBlocks } from './answer-blocks.tsx'
import { answerMessages } from './messages.ts'
import { parseAnswer } from './parse-answer.ts'
import classes from './answer.module.css'

export interface AnswerProps extends AnswerPorts {
  /** Markdown, of which nothing is trusted. May grow while it is shown. */
  readonly text: string
}

/**
 * What somebody or something has written, as Markdown. Elements are made one by one from its tree and no HTML is ever set; nothing is fetched
 * but attachments of ours, by `pictureOf`; what leads outside shows its whole address before it can be opened.
 */
export function Answer({ text, open, nameAt, pictureOf }: AnswerProps) {
  const { nodes, definitions } = useMemo(() => parseAnswer(text), [text])
  const context = useMemo(() => ({ open, nameAt, pictureOf, definitions }), [open, nameAt, pictureOf, definitions])
  return (
    <RoomText room="answer" messages={answerMessages}>
      <AnswerContext value={context}>
        <div className={classes.answer} dir="auto">
          <AnswerBlocks nodes={nodes} depth={0} />
        </div>
      </AnswerContext>
    </RoomText>
  )
}
