import { useWorkspace } from '#client/replica/index.ts'
import { useText } from '#client/ui/i18n.tsx'
import type { Action } from '../client-room.ts'
import { useActions } from '../room-list.ts'
import classes from './home-screen.module.css'

/** An empty workspace: the rooms' first steps, one click away from the first sentence. */
export function FirstSteps() {
  const t = useText('home')
  const { canWrite } = useWorkspace()
  const starters = useActions().doing.filter((action) => action.starter !== undefined)
  return (
    <section className={classes.start} aria-labelledby="first-steps">
      <h2 id="first-steps" className={classes.startTitle}>
        {t('start.title')}
      </h2>
      <p className={classes.startBody}>{canWrite ? t('start.body') : t('start.viewer')}</p>
      <div className={classes.starters}>
        {starters.map((action) => (
          <Starter key={action.id} action={action} />
        ))}
      </div>
    </section>
  )
}

function Starter({ action }: { action: Action }) {
  const { icon: StarterIcon } = action
  return (
    <button type="button" className={classes.starter} onClick={() => action.run()}>
      {StarterIcon && <StarterIcon size={18} stroke={1.6} />}
      <span>
        <span className={classes.starterLabel}>{action.label}</span>
        <span className={classes.starterHint}>{action.starter}</span>
      </span>
    </button>
  )
}
