import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import type { ProviderTest } from '#shared/protocol/rest-assistant.ts'
import { useText } from '#client/ui/i18n.tsx'
import { useScrollIntoView } from '#client/ui/use-scroll-into-view.ts'
import classes from './test-result.module.css'

const icons = { yes: IconCheck, no: IconX, unknown: IconMinus }

/** What the endpoint has shown, in a sentence and one line for each thing that was tried. */
export function TestResult({ tested, isBusy }: { tested: ProviderTest | undefined; isBusy: boolean }) {
  const t = useText('organisation')
  const ref = useScrollIntoView<HTMLDivElement>(tested !== undefined)
  return (
    <div role="status" ref={ref}>
      {isBusy && <p>{t('assistant.testing')}</p>}
      {tested && (
        <div className={classes.result} data-works={tested.works}>
          <p className={classes.sentence}>
            {tested.works ? t('assistant.works') : t('assistant.fails')} {tested.problem ?? tested.note}
          </p>
          <ul className={classes.checks}>
            {tested.checks.map(({ name, state }) => {
              const Icon = icons[state]
              return (
                <li key={name} data-state={state} data-optional={tested.works || name === 'streams'}>
                  <Icon size={16} stroke={2} aria-hidden />
                  {t(`assistant.checks.${name}`)}: {t(`assistant.states.${state}`)}
                  {name === 'embedding' &&
                    tested.dimensions !== undefined &&
                    `, ${t('assistant.dimensions', { count: tested.dimensions })}`}
                </li>
              )
            })}
          </ul>
        </div>
      )}
    </div>
  )
}
