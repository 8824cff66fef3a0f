import { IconBulb } from '@tabler/icons-react'
import { useDraft, useWorkspace } from '#client/replica/index.ts'
import { CaptureForm } from './capture-form.tsx'
import classes from './capture-widget.module.css'

/** The capture box of Home and of the ideas themselves. */
export function CaptureWidget() {
  const { canWrite } = useWorkspace()
  const [text, setText] = useDraft('ideas.widget')
  if (!canWrite) return null
  return (
    <div className={classes.box}>
      <IconBulb className={classes.icon} size={20} stroke={1.5} aria-hidden />
      <CaptureForm text={text} setText={setText} />
    </div>
  )
}
