import { Button } from '@mantine/core'
import type { Idea } from '#shared/rooms/ideas/index.ts'
import { DraftTextarea } from '#client/ui/draft-textarea.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { useHeldIdea } from '../use-held-idea.ts'
import { useIdeaActs } from '../use-idea-acts.ts'
import classes from './idea-card.module.css'

/** Edits in place. What is typed is kept meanwhile; Escape, Ctrl/Cmd+Enter or a click elsewhere ends it. */
export function CardEditor({ idea, end }: { idea: Idea; end: () => void }) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const hold = useHeldIdea(idea.id)
  return (
    <div
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) end()
      }}
    >
      <DraftTextarea
        autosize
        minRows={2}
        maxRows={20}
        variant="unstyled"
        aria-label={t('idea.text')}
        classNames={{ input: classes.field }}
        maxLength={50_000}
        ref={beginAtEnd}
        value={idea.value.text}
        onSave={(text, base) => acts.edit(idea.id, text, base)}
        onHold={hold}
        onKeyDown={(event) => {
          const isDone = event.key === 'Escape' || (event.key === 'Enter' && (event.metaKey || event.ctrlKey))
          if (!isDone || event.nativeEvent.isComposing) return
          event.preventDefault()
          event.stopPropagation()
          end()
        }}
      />
      <Button size="compact-sm" variant="light" onClick={end}>
        {t('idea.done')}
      </Button>
    </div>
  )
}

function beginAtEnd(node: HTMLTextAreaElement | null): void {
  if (!node || document.activeElement === node) return
  node.focus()
  node.setSelectionRange(node.value.length, node.value.length)
}
