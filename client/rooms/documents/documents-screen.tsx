import { Button, TextInput } from '@mantine/core'
import { IconFilePlus, IconFiles, IconFolderPlus, IconSearch, IconTrash, IconX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { documentQueries } from '#shared/rooms/documents/index.ts'
import { useQuery, useWorkspace } from '#client/replica/index.ts'
import { EmptyState } from '#client/ui/empty-state.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { Page } from '#client/ui/page.tsx'
import { DocumentTree } from './tree/document-tree.tsx'
import { useTreeActions } from './tree/use-tree-actions.ts'
import { useLineHeight } from './tree/use-line-height.ts'
import classes from './documents-screen.module.css'

/** All documents as a tree, to find, order and open them; on a phone the way in. */
export function DocumentsScreen() {
  const t = useText('documents')
  const { canWrite } = useWorkspace()
  const [typed, setTyped] = useState('')
  return (
    <Page
      title={t('label')}
      actions={<Actions canWrite={canWrite} />}
      toolbar={<FindField typed={typed} setTyped={setTyped} />}
    >
      <Tree typed={useDeferredValue(typed.trim())} canWrite={canWrite} />
    </Page>
  )
}

function Actions({ canWrite }: { canWrite: boolean }) {
  const t = useText('documents')
  const { id } = useWorkspace()
  const navigate = useNavigate()
  const actions = useTreeActions()
  return (
    <>
      <IconButton label={t('openTrash')} size="lg" onClick={() => void navigate({ to: `/w/${id}/documents/trash` })}>
        <IconTrash size={18} stroke={1.6} />
      </IconButton>
      {canWrite && (
        <Button leftSection={<IconFilePlus size={16} />} onClick={() => void actions.writeNew()}>
          {t('newDocument')}
        </Button>
      )}
    </>
  )
}

function FindField({ typed, setTyped }: { typed: string; setTyped: (typed: string) => void }) {
  const t = useText('documents')
  return (
    <TextInput
      type="search"
      className={classes.find ?? ''}
      aria-label={t('tree.find')}
      placeholder={t('tree.find')}
      leftSection={<IconSearch size={16} />}
      rightSection={
        typed && (
          <IconButton label={t('tree.clearFind')} size="sm" onClick={() => setTyped('')}>
            <IconX size={14} />
          </IconButton>
        )
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
    />
  )
}

function Tree({ typed, canWrite }: { typed: string; canWrite: boolean }) {
  const t = useText('documents')
  const lineHeight = useLineHeight('screen')
  const tree = useQuery(documentQueries.treeMatching, { typed })
  const empty = typed ? (
    <p className={classes.nothing}>{t('tree.nothingFound', { typed })}</p>
  ) : (
    <NothingYet canWrite={canWrite} />
  )
  return (
    <DocumentTree
      tree={tree}
      isFiltered={typed !== ''}
      lineHeight={lineHeight}
      canWrite={canWrite}
      empty={empty}
      head={({ newFolder }) =>
        canWrite &&
        typed === '' &&
        tree.length > 0 && (
          <div className={classes.head}>
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              leftSection={<IconFolderPlus size={16} />}
              onClick={newFolder}
            >
              {t('newFolder')}
            </Button>
          </div>
        )
      }
    />
  )
}

function NothingYet({ canWrite }: { canWrite: boolean }) {
  const t = useText('documents')
  const actions = useTreeActions()
  const icon = <IconFiles size={36} stroke={1.3} />
  if (!canWrite) {
    return (
      <EmptyState icon={icon} title={t('tree.emptyTitle')}>
        {t('tree.emptyViewer')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={icon}
      title={t('tree.emptyTitle')}
      actions={
        <Button leftSection={<IconFilePlus size={16} />} onClick={() => void actions.writeNew()}>
          {t('newDocument')}
        </Button>
      }
    >
      {t('tree.emptyText')}
    </EmptyState>
  )
}
