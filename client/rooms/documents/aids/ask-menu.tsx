import { Menu } from '@mantine/core'
import { IconLanguage } from '@tabler/icons-react'
import type { Editor } from '@tiptap/core'
import { Fragment, useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { AskItem, AskOffer } from './ask-offer.ts'
import { languagesToOffer } from './use-ask-about.ts'
import classes from './ask-surface.module.css'

interface AskMenuProps {
  editor: Editor
  offer: AskOffer
  close: () => void
}

/** Where the caret is. The focus goes into it and back into the text, so that the keys lead through both. */
export function AskMenu({ editor, offer, close }: AskMenuProps) {
  const t = useText('documentAsk')
  const [place] = useState(() => editor.view.coordsAtPos(editor.state.selection.to))
  const leave = () => {
    close()
    editor.view.focus()
  }
  return (
    <Menu opened onClose={leave} position="bottom-start" width={250} returnFocus={false}>
      <Menu.Target>
        <span
          aria-hidden
          className={classes.caret}
          style={{ insetInlineStart: place.left, insetBlockStart: place.top, blockSize: place.bottom - place.top }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t('menu')}>
        <Menu.Label>{t(offer.scope.isSelection ? 'aboutSelection' : 'aboutBlock')}</Menu.Label>
        {offer.groups.map((group, index) => (
          <Fragment key={group[0]?.act}>
            {index > 0 && <Menu.Divider />}
            {group.map((item) => (
              <AskMenuItem key={item.act} item={item} offer={offer} editor={editor} />
            ))}
          </Fragment>
        ))}
        <Menu.Divider />
        <Menu.Label className={classes.hint}>{t('hint')}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  )
}

function AskMenuItem({ item: { act, icon: Icon }, offer, editor }: { item: AskItem } & Omit<AskMenuProps, 'close'>) {
  const t = useText('documentAsk')
  const choose = (language?: string) => {
    offer.choose(act, language)
    editor.view.focus()
  }
  if (Icon) {
    const refusal = act === 'fill' ? offer.scope.table?.refusal : undefined
    return (
      <Menu.Item
        leftSection={<Icon size={16} stroke={1.6} />}
        disabled={refusal !== undefined}
        onClick={() => choose()}
      >
        {t(act)}
        {refusal && <span className={classes.refusal}>{t(`refusal.${refusal}`)}</span>}
      </Menu.Item>
    )
  }
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<IconLanguage size={16} stroke={1.6} />}>{t(act)}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {languagesToOffer().map((language) => (
          <Menu.Item key={language} onClick={() => choose(language)}>
            {language}
          </Menu.Item>
        ))}
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  )
}
