import { Button, SegmentedControl, TextInput, VisuallyHidden } from '@mantine/core'
import {
  IconArrowLeft,
  IconBulb,
  IconFilterOff,
  IconLayoutGrid,
  IconList,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { ideaQueries, type Idea } from '#shared/rooms/ideas/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useHotkey } from '#client/ui/hotkeys.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Page } from '#client/ui/page.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { CaptureWidget } from './capture/capture-widget.tsx'
import { IdeaCards } from './cards/idea-cards.tsx'
import { IdeaDialog } from './dialogs/idea-dialog.tsx'
import { useIdeaSearch, type IdeaSearchState } from './search.ts'
import { TagBar } from './tag-bar.tsx'
import { TrashedIdeas } from './trashed-ideas.tsx'
import classes from './ideas-screen.module.css'

/** Everything that was captured: pinned first, then newest first. */
export function IdeasScreen() {
  const t = useText('ideas')
  const state = useIdeaSearch()
  const { search, change } = state
  const isTrash = search.view === 'trash'
  const back = (
    <IconButton label={t('view.back')} onClick={() => void change({ view: undefined })}>
      <IconArrowLeft size={16} stroke={1.75} />
    </IconButton>
  )
  const toTrash = (
    <IconButton
      label={t('view.trash')}
      onClick={() => void change({ view: 'trash', tags: undefined, find: undefined })}
    >
      <IconTrash size={16} stroke={1.75} />
    </IconButton>
  )
  return (
    <>
      <Page
        title={isTrash ? t('view.trash') : t('label')}
        {...(isTrash ? { leading: back } : { actions: toTrash, toolbar: <Toolbar state={state} /> })}
      >
        {isTrash ? <TrashedIdeas /> : <Ideas state={state} />}
      </Page>
      <IdeaDialog id={search.open} close={() => void change({ open: undefined })} />
    </>
  )
}

function Toolbar({ state }: { state: IdeaSearchState }) {
  const t = useText('ideas')
  const { search, change } = state
  const field = useRef<HTMLInputElement>(null)
  useHotkey('/', t('keys.find'), () => field.current?.focus(), { group: t('shortcuts') })
  return (
    <div className={classes.toolbar}>
      <TagBar state={state} />
      <div className={classes.tools}>
        <TextInput
          ref={field}
          type="search"
          size="xs"
          className={classes.find}
          aria-label={t('view.find')}
          placeholder={t('view.find')}
          leftSection={<IconSearch size={14} stroke={1.75} />}
          value={search.find ?? ''}
          maxLength={200}
          onChange={(event) => void change({ find: event.currentTarget.value }, { replace: true })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            void change({ find: undefined }, { replace: true })
            field.current?.blur()
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('view.label')}
          value={search.layout ?? 'cards'}
          data={[
            {
              value: 'cards',
              label: <LayoutLabel name={t('view.cards')} icon={<IconLayoutGrid size={18} stroke={1.75} />} />,
            },
            { value: 'list', label: <LayoutLabel name={t('view.list')} icon={<IconList size={18} stroke={1.75} />} /> },
          ]}
          onChange={(layout) => void change({ layout: layout === 'list' ? 'list' : undefined }, { replace: true })}
        />
      </div>
    </div>
  )
}

function LayoutLabel({ name, icon }: { name: string; icon: ReactNode }) {
  return (
    <span className={classes.layout} title={name}>
      {icon}
      <VisuallyHidden>{name}</VisuallyHidden>
    </span>
  )
}

function Ideas({ state }: { state: IdeaSearchState }) {
  const { search, change } = state
  const ideas = useQuery(ideaQueries.ideaList, { text: search.find, tags: search.tags })
  const isEmpty = ideas.pinned.length + ideas.others.length === 0
  return (
    <div className={classes.ideas}>
      <CaptureWidget />
      {isEmpty ? (
        <Empty state={state} />
      ) : (
        <IdeaCards
          ideas={ideas}
          isRows={search.layout === 'list'}
          open={(idea: Idea) => void change({ open: idea.id })}
          pickTag={(tag) => void change({ tags: [...new Set([...(search.tags ?? []), tag])] })}
        />
      )}
    </div>
  )
}

function Empty({ state: { isFiltered, change } }: { state: IdeaSearchState }) {
  const t = useText('ideas')
  const isPhone = useIsPhone()
  const { canWrite } = useWorkspace()
  if (isFiltered) {
    const showAll = (
      <Button variant="default" onClick={() => void change({ find: undefined, tags: undefined })}>
        {t('empty.clear')}
      </Button>
    )
    return (
      <EmptyState icon={<IconFilterOff />} title={t('empty.filtered')} actions={showAll}>
        {t('empty.filteredBody')}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<IconBulb />} title={t('empty.all')}>
      {canWrite ? t(isPhone ? 'empty.phoneBody' : 'empty.allBody') : t('empty.viewer')}
    </EmptyState>
  )
}
