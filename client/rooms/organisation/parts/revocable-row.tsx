import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useConfirm } from '#client/ui/confirm.tsx'
import classes from './parts.module.css'

interface RevocableRowProps {
  title: ReactNode
  /** Below the title, in one quiet line. */
  facts: readonly string[]
  /** What the dialog asks before it is done. */
  question: { title: string; body: string }
  /** What the button says, and to those who do not see beside what it stands. */
  action: { label: string; of: string }
  isBusy: boolean
  revoke: () => Promise<unknown>
}

/** Something that was handed out and can be taken back. */
export function RevocableRow({ title, facts, question, action, isBusy, revoke }: RevocableRowProps) {
  const confirm = useConfirm()
  const ask = async () => {
    const isSure = await confirm({ ...question, confirmLabel: action.label, danger: true })
    if (isSure) await revoke()
  }
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <p className={classes.rowTitle}>{title}</p>
        <p className={classes.quiet}>{facts.join(' · ')}</p>
      </div>
      <Button variant="default" size="compact-sm" loading={isBusy} aria-label={action.of} onClick={() => void ask()}>
        {action.label}
      </Button>
    </li>
  )
}
