import { Button, Menu } from '@mantine/core'
import {
  IconAlignLeft,
  IconBriefcase,
  IconChecklist,
  IconChevronDown,
  IconLanguage,
  IconMoodSmile,
  IconPencilBolt,
  IconScissors,
  IconSparkles,
} from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { useMemo } from 'react'
import type { ReplicaId } from '#shared/kit/ids.ts'
import { documentType } from '#shared/rooms/documents/index.ts'
import { useEngine } from '#client/replica/index.ts'
import { RoomText, useText } from '#client/ui/i18n.tsx'
import { messages } from './ask-messages.ts'
import { useAskModel } from './use-ask-model.ts'
import classes from './ask-menu.module.css'

export interface AskMenuProps {
  id: ReplicaId
  editor: Editor
}

/** What a model can be asked about the selected words. Its answer stands in the assistant's panel, what it would change in the text. */
export function AskMenu(props: AskMenuProps) {
  return (
    <RoomText room="documentAsk" messages={messages}>
      <AskItems {...props} />
    </RoomText>
  )
}

const changes = [
  { act: 'rewrite', icon: IconPencilBolt },
  { act: 'shorten', icon: IconScissors },
  { act: 'friendly', icon: IconMoodSmile },
  { act: 'formal', icon: IconBriefcase },
] as const
const additions = [
  { act: 'continue', icon: IconAlignLeft },
  { act: 'tasks', icon: IconChecklist },
] as const
type Act = (typeof changes | typeof additions)[number]['act'] | 'translate'

function AskItems({ id, editor }: AskMenuProps) {
  const t = useText('documentAsk')
  const ask = useAskAbout(id, editor)
  const languages = useMemo(() => languagesToOffer(), [])
  const item = ({ act, icon: Icon }: { act: Exclude<Act, 'translate'>; icon: typeof IconScissors }) => (
    <Menu.Item key={act} leftSection={<Icon size={16} stroke={1.6} />} onClick={() => ask(act)}>
      {t(act)}
    </Menu.Item>
  )
  return (
    <Menu width={230} returnFocus={false} trapFocus={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconSparkles size={16} stroke={1.6} />}
          rightSection={<IconChevronDown size={14} />}
          onMouseDown={(event) => event.preventDefault()}
        >
          {t('menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown onMouseDown={(event) => event.preventDefault()}>
        {changes.map(item)}
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconLanguage size={16} stroke={1.6} />}>{t('translate')}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown onMouseDown={(event) => event.preventDefault()}>
            {languages.map((language) => (
              <Menu.Item key={language} onClick={() => ask('translate', language)}>
                {language}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Divider />
        {additions.map(item)}
        <Menu.Label className={classes.hint}>{t('hint')}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

function useAskAbout(id: ReplicaId, editor: Editor): (act: Act, language?: string) => void {
  const t = useText('documentAsk')
  const tDocuments = useText('documents')
  const engine = useEngine()
  const ask = useAskModel()
  return (act, language = '') => {
    const { doc, selection } = editor.state
    const passage = doc.textBetween(selection.from, selection.to, '\n', ' ').trim()
    const title = engine.rows().get(documentType, id)?.value.title || tDocuments('untitled')
    const question = t(`question.${act}`, { title, language })
    if (passage === '') return
    // The bar over the selection goes; the caret stays at its end.
    editor.commands.setTextSelection(selection.to)
    void ask({ document: id, question, passage })
  }
}

const offered = ['en', 'es', 'zh', 'hi', 'ar', 'fr', 'pt', 'de', 'ja', 'it', 'pl', 'uk']

/** By their English names; those of the person's browser first. */
function languagesToOffer(): readonly string[] {
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const own = navigator.languages.map((each) => each.split('-', 1)[0] ?? each)
  return [...new Set([...own, ...offered])].slice(0, 12).flatMap((each) => names.of(each) ?? [])
}
