import { SegmentedControl, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useWorkspace, useWorkspaces } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { Page } from '#client/ui/page.tsx'
import { useAddressState } from '#client/ui/use-address-state.ts'
import { searchAddress } from './address.ts'
import { type Finding, useFinding } from './finding/index.ts'
import { meaningIn } from './meaning.ts'
import { messages } from './messages.ts'
import { SearchResults } from './search-results.tsx'
import classes from './search-screen.module.css'

const limit = 50

export function SearchScreen() {
  const { id } = useWorkspace()
  return (
    <RoomText room="search" messages={messages}>
      <SearchPage key={id} />
    </RoomText>
  )
}

function SearchPage() {
  const t = useText('search')
  const { search, change } = useAddressState(searchAddress)
  const [typed, setTyped] = useState(search.q ?? '')
  // Also what the address brought: a link to a search is a search.
  const { all: workspaces } = useWorkspaces()
  const isEverywhere = search.all === true && workspaces.length > 1
  const { finding, ask } = useFinding(limit, {
    askedAtOnce: questionOf(typed, search.kind),
    meaningIn,
    scope: isEverywhere ? 'everywhere' : 'here',
  })
  const [field, setField] = useState<HTMLInputElement | null>(null)
  useHotkey('/', t('field'), () => field?.focus())
  return (
    <Page
      title={t('label')}
      toolbar={
        <div className={classes.tools} role="search">
          <TextInput
            ref={setField}
            data-autofocus
            autoFocus
            type="search"
            className={classes.field}
            aria-label={t(isEverywhere ? 'fieldAll' : 'field')}
            placeholder={t('placeholder')}
            leftSection={<IconSearch size={16} stroke={1.75} />}
            maxLength={400}
            value={typed}
            onChange={({ currentTarget: { value } }) => {
              setTyped(value)
              ask(questionOf(value, search.kind))
              void change({ q: value || undefined }, { replace: true })
            }}
          />
          {workspaces.length > 1 && (
            <ScopeChoice
              isEverywhere={isEverywhere}
              choose={(all) => void change({ all: all || undefined }, { replace: true })}
            />
          )}
          <SegmentedControl
            size="xs"
            classNames={{ label: classes.choice ?? '' }}
            aria-label={t('kinds')}
            value={search.kind ?? 'all'}
            data={(['all', 'document', 'idea', 'task'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(value) => {
              const kind = value === 'all' ? undefined : (value as 'task')
              ask(questionOf(typed, kind))
              void change({ kind }, { replace: true })
            }}
          />
        </div>
      }
    >
      <Found finding={finding} isEmpty={typed.trim() === '' && search.kind === undefined} />
    </Page>
  )
}

function ScopeChoice({ isEverywhere, choose }: { isEverywhere: boolean; choose: (all: boolean) => void }) {
  const t = useText('search')
  return (
    <SegmentedControl
      size="xs"
      classNames={{ label: classes.choice ?? '' }}
      aria-label={t('scopes')}
      value={isEverywhere ? 'all' : 'here'}
      data={(['here', 'all'] as const).map((value) => ({ value, label: t(`scope.${value}`) }))}
      onChange={(value) => choose(value === 'all')}
    />
  )
}

function questionOf(typed: string, kind: string | undefined): string {
  // In front, so that the last word stays the one that is being typed.
  return kind === undefined ? typed : `type:${kind} ${typed}`
}

function Found({ finding, isEmpty }: { finding: Finding; isEmpty: boolean }) {
  const t = useText('search')
  if (isEmpty)
    return (
      <EmptyState icon={<IconSearch size={32} stroke={1.25} />} title={t('start')} isCertain>
        {t('startText')}
      </EmptyState>
    )
  const isSettled = finding.server !== 'asking' && finding.unread === 0
  const near = finding.items.filter(({ byMeaning }) => byMeaning).length
  const exact = finding.total - finding.similar
  const said = [
    finding.total > 0 || (isSettled && near === 0)
      ? t(exact === 0 && finding.similar > 0 ? 'onlySimilar' : 'count', { count: exact })
      : '',
    finding.similar > 0 ? t('similarCount', { count: finding.similar }) : '',
    near > 0 ? t('near', { count: near }) : '',
    finding.unread > 0 ? t('reading', { count: finding.unread }) : '',
    finding.server === 'unreachable' ? t('offline') : '',
  ]
  return (
    <>
      <p className={classes.count} role="status">
        {said.filter(Boolean).join(' · ')}
      </p>
      {finding.items.length === 0 && isSettled ? (
        <EmptyState title={t('nothing')}>{t('nothingText')}</EmptyState>
      ) : (
        <SearchResults items={finding.items} />
      )}
    </>
  )
}
