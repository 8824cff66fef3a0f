import { Drawer, UnstyledButton } from '@mantine/core'
import { IconChevronLeft, IconChevronRight, IconLanguage } from '@tabler/icons-react'
import { useState } from 'react'
import { useText } from '#client/ui/i18n.tsx'
import type { AskItem, AskOffer } from './ask-offer.ts'
import { languagesToOffer } from './use-ask-about.ts'
import classes from './ask-surface.module.css'

/** From below, over the place of the keyboard, which goes when the sheet takes the focus. */
export function AskSheet({ offer, close }: { offer: AskOffer; close: () => void }) {
  const t = useText('documentAsk')
  const [isTranslating, setTranslating] = useState(false)
  return (
    <Drawer
      opened
      onClose={close}
      position="bottom"
      size="auto"
      title={t('menu')}
      closeButtonProps={{ 'aria-label': t('close'), size: 44, iconSize: 18 }}
      returnFocus={false}
      classNames={{ content: classes.sheet ?? '' }}
    >
      {isTranslating ? (
        <Languages offer={offer} back={() => setTranslating(false)} />
      ) : (
        <>
          <p className={classes.about}>{t(offer.scope.isSelection ? 'aboutSelection' : 'aboutBlock')}</p>
          {offer.groups.map((group) => (
            <div key={group[0]?.act} className={classes.group}>
              {group.map((item) => (
                <SheetItem key={item.act} item={item} offer={offer} translate={() => setTranslating(true)} />
              ))}
            </div>
          ))}
          <p className={classes.about}>{t('hint')}</p>
        </>
      )}
    </Drawer>
  )
}

interface SheetItemProps {
  item: AskItem
  offer: AskOffer
  translate: () => void
}

function SheetItem({ item: { act, icon: Icon = IconLanguage }, offer, translate }: SheetItemProps) {
  const t = useText('documentAsk')
  const refusal = act === 'fill' ? offer.scope.table?.refusal : undefined
  const isTranslating = act === 'translate'
  return (
    <UnstyledButton
      className={classes.item}
      disabled={refusal !== undefined}
      onClick={isTranslating ? translate : () => offer.choose(act)}
    >
      <Icon size={20} stroke={1.6} aria-hidden />
      <span className={classes.words}>
        {t(act)}
        {refusal && <span className={classes.refusal}>{t(`refusal.${refusal}`)}</span>}
      </span>
      {isTranslating && <IconChevronRight size={18} aria-hidden />}
    </UnstyledButton>
  )
}

function Languages({ offer, back }: { offer: AskOffer; back: () => void }) {
  const t = useText('documentAsk')
  return (
    <>
      <UnstyledButton className={classes.item} onClick={back}>
        <IconChevronLeft size={20} aria-hidden />
        <span className={classes.words}>{t('back')}</span>
      </UnstyledButton>
      <div className={classes.group}>
        {languagesToOffer().map((language) => (
          <UnstyledButton key={language} className={classes.item} onClick={() => offer.choose('translate', language)}>
            <span className={classes.words}>{language}</span>
          </UnstyledButton>
        ))}
      </div>
    </>
  )
}
