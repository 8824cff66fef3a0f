import { Alert, Button, Loader } from '@mantine/core'
import { IconFileZip, IconFolderOpen } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import { type Text, useText } from '#client/ui/i18n.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import classes from '../transfer.module.css'
import type { ImportProblem, ImportRun, ImportState } from './import-run-store.ts'
import { pickedFrom, pickedFromDrop } from './picked.ts'

interface SourcePickerProps {
  run: ImportRun
  state: ImportState & { at: 'start' | 'reading' }
}

export function SourcePicker({ run, state }: SourcePickerProps) {
  const t = useText('transfer')
  const isPhone = useIsPhone()
  const [isOver, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void run.look(pickedFromDrop(event.dataTransfer))
  }
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <>
      <p className={classes.intro}>{t('import.intro')}</p>
      {state.at === 'start' && state.problem && (
        <Alert color="red" role="alert" mb="md">
          {problemText(t, state.problem)}
        </Alert>
      )}
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={over}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {state.at === 'reading' ? (
          <p className={classes.reading} role="status">
            <Loader size="sm" aria-hidden />
            {t('import.reading')}
          </p>
        ) : (
          <>
            {!isPhone && <p className={classes.dropTitle}>{isOver ? t('import.dropNow') : t('import.drop')}</p>}
            {isPhone && <p className={classes.quiet}>{t('import.phoneHint')}</p>}
            <PickButtons run={run} hasFolders={!isPhone} />
          </>
        )}
      </div>
    </>
  )
}

function PickButtons({ run, hasFolders }: { run: ImportRun; hasFolders: boolean }) {
  const t = useText('transfer')
  const folders = useRef<HTMLInputElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const take = (input: HTMLInputElement) => {
    const picked = pickedFrom([...(input.files ?? [])])
    // Emptied, so that choosing the same again is a choice.
    input.value = ''
    void run.look(picked)
  }
  const field = { type: 'file', hidden: true, tabIndex: -1, 'aria-hidden': true } as const
  return (
    <div className={classes.buttons}>
      {hasFolders && (
        <Button leftSection={<IconFolderOpen size={16} aria-hidden />} onClick={() => folders.current?.click()}>
          {t('import.folder')}
        </Button>
      )}
      <Button
        variant={hasFolders ? 'default' : 'filled'}
        leftSection={<IconFileZip size={16} aria-hidden />}
        onClick={() => files.current?.click()}
      >
        {t('import.zip')}
      </Button>
      <input
        {...field}
        {...{ webkitdirectory: '' }}
        ref={folders}
        data-pick="folder"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        {...field}
        multiple
        ref={files}
        data-pick="files"
        accept=".zip,.md,.markdown,application/zip,text/markdown"
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  )
}

function problemText(t: Text<'transfer'>, problem: ImportProblem): string {
  switch (problem.kind) {
    case 'not-a-zip':
      return t('import.notAZip')
    case 'too-many-entries':
      return t('import.tooManyEntries')
    case 'zip64':
      return t('import.zip64')
    case 'unreadable':
      return t('import.unreadable', { reason: problem.reason })
    case 'nothing':
      return t('import.nothing', { name: problem.name })
  }
}
