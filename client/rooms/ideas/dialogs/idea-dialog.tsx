import { Button, Modal, TagsInput } from '@mantine/core'
import { IconHistory, IconPin, IconPinFilled } from '@tabler/icons-react'
import { localPrincipal, type ReplicaId } from '#shared/kit/ids.ts'
import { ideaCommands, ideaQueries, type Idea } from '#shared/rooms/ideas/index.ts'
import { usePeople, useQuery, useRun } from '#client/replica/index.ts'
import { useCanWrite } from '#client/rooms/use-can-write.ts'
import { useOpenHistory, useShowHistory } from '#client/rooms/history-address.ts'
import { DraftTextarea } from '#client/ui/draft-textarea.tsx'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { RelativeTime } from '#client/ui/relative-time.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { BecameLink } from '../parts/became-link.tsx'
import { IdeaMenu } from '../parts/idea-menu.tsx'
import { useHeldIdea } from '../use-held-idea.ts'
import { useIdeaActs } from '../use-idea-acts.ts'
import classes from './idea-dialog.module.css'

/** One idea with all there is to it; the whole screen on a phone. */
export function IdeaDialog({ id, close }: { id: ReplicaId | undefined; close: () => void }) {
  const t = useText('ideas')
  const isPhone = useIsPhone()
  // Escape is for what lies on top.
  const isCovered = useOpenHistory() !== undefined
  return (
    <Modal
      closeOnEscape={!isCovered}
      opened={id !== undefined}
      onClose={close}
      fullScreen={isPhone}
      size="lg"
      title={t('idea.heading')}
      classNames={{ title: classes.heading, body: classes.body }}
    >
      {id && <OneIdea id={id} />}
    </Modal>
  )
}

function OneIdea({ id }: { id: ReplicaId }) {
  const t = useText('ideas')
  const idea = useQuery(ideaQueries.oneIdea, id)
  if (!idea) return <EmptyState title={t('idea.missing')}>{t('idea.missingBody')}</EmptyState>
  return <IdeaFields idea={idea} />
}

function IdeaFields({ idea }: { idea: Idea }) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const hold = useHeldIdea(idea.id)
  const run = useRun()
  const canWrite = useCanWrite(idea.id)
  const { text, tags, trashedAt } = idea.value
  return (
    <div className={classes.idea}>
      {trashedAt !== undefined && (
        <p className={classes.trashed}>
          {t('idea.inTrash')}
          {canWrite && (
            <Button size="compact-sm" variant="default" onClick={() => void acts.restore(idea)}>
              {t('idea.restore')}
            </Button>
          )}
        </p>
      )}
      <DraftTextarea
        key={idea.id}
        autosize
        minRows={5}
        maxRows={24}
        data-autofocus
        variant="unstyled"
        aria-label={t('idea.text')}
        classNames={{ input: classes.field }}
        readOnly={!canWrite}
        maxLength={50_000}
        value={text}
        onSave={(next, base) => acts.edit(idea.id, next, base)}
        onHold={hold}
      />
      <TagsInput
        label={t('idea.tags')}
        placeholder={tags.length === 0 ? t('idea.tagsPlaceholder') : ''}
        data={useQuery(ideaQueries.ideaTags).map((use) => use.tag)}
        value={[...tags]}
        maxTags={50}
        readOnly={!canWrite}
        onChange={(next) => void run(ideaCommands.setTags, { id: idea.id, tags: next }, { undoLabel: t('undo.tags') })}
      />
      <Foot idea={idea} />
    </div>
  )
}

function Foot({ idea }: { idea: Idea }) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const canWrite = useCanWrite(idea.id)
  const history = useShowHistory()
  const { pinned, becameId } = idea.value
  return (
    <footer className={classes.foot}>
      <span className={classes.facts}>
        <Written idea={idea} />
        {becameId && <BecameLink id={becameId} />}
      </span>
      {!canWrite && (
        <IconButton label={t('versions.open')} size="lg" onClick={() => history.show(idea.id)}>
          <IconHistory size={16} stroke={1.75} />
        </IconButton>
      )}
      {canWrite && (
        <span className={classes.actions}>
          <IconButton
            label={t(pinned ? 'idea.unpin' : 'idea.pin')}
            aria-pressed={pinned}
            size="lg"
            onClick={() => void acts.togglePin(idea)}
          >
            {pinned ? <IconPinFilled size={16} /> : <IconPin size={16} stroke={1.75} />}
          </IconButton>
          <IdeaMenu idea={idea} isLarge />
        </span>
      )}
    </footer>
  )
}

function Written({ idea: { value } }: { idea: Idea }) {
  const t = useText('ideas')
  const { nameOf } = usePeople()
  const when = () => <RelativeTime at={value.createdAt} />
  const isNamed = value.createdBy !== undefined && value.createdBy !== localPrincipal
  return (
    <span>
      {isNamed
        ? t.rich('idea.created', { who: nameOf(value.createdBy ?? localPrincipal), when })
        : t.rich('idea.createdPlain', { when })}
    </span>
  )
}
