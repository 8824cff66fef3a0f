import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useFormatter, useText } from '#client/ui/i18n.tsx'
import { useOrganisation } from '../current.ts'
import { DataSection } from './data-section.tsx'
import { LeaveSection } from './leave-section.tsx'
import { TransferSection } from './transfer-section.tsx'
import { useSettings } from './use-settings.ts'
import classes from '../parts/parts.module.css'

export function GeneralPage() {
  const { id, isAdmin } = useOrganisation()
  return (
    <>
      {isAdmin ? <NameForm key={id} /> : <Facts />}
      {isAdmin && <TransferSection />}
      <LeaveSection />
      {isAdmin && <DataSection />}
    </>
  )
}

function Facts() {
  const t = useText('organisation')
  const format = useFormatter()
  const { name, members, createdAt } = useOrganisation()
  const date = format.dateTime(new Date(createdAt), { dateStyle: 'long' })
  return <p className={classes.intro}>{t('general.facts', { name, members, date })}</p>
}

function NameForm() {
  const t = useText('organisation')
  const organisation = useOrganisation()
  const { save, isBusy } = useSettings()
  const before = organisation.settings.branding.colour ?? ''
  const [name, setName] = useState(organisation.name)
  const [colour, setColour] = useState(before)
  const isSame = name.trim() === organisation.name && colour === before
  const isColour = colour === '' || /^#[0-9a-f]{6}$/i.test(colour)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    await save({ name: name.trim(), settings: { branding: { colour: colour || null } } })
  }
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        required
        maxLength={120}
        label={t('general.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {organisation.slug && (
        <TextInput readOnly label={t('general.slug')} description={t('general.slugHint')} value={organisation.slug} />
      )}
      <ColourField colour={colour} setColour={setColour} isWrong={!isColour} />
      <div>
        <Button type="submit" loading={isBusy} disabled={isSame || !isColour || name.trim() === ''}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

interface ColourFieldProps {
  colour: string
  setColour: (colour: string) => void
  isWrong: boolean
}

function ColourField({ colour, setColour, isWrong }: ColourFieldProps) {
  const t = useText('organisation')
  return (
    <TextInput
      label={t('general.colour')}
      description={t('general.colourHint')}
      placeholder="#4a5bd0"
      maxLength={7}
      error={isWrong && t('general.colourWrong')}
      leftSection={
        <input
          type="color"
          className={classes.swatch}
          aria-label={t('general.colourPick')}
          value={/^#[0-9a-f]{6}$/i.test(colour) ? colour : '#4a5bd0'}
          onChange={(event) => setColour(event.currentTarget.value)}
        />
      }
      value={colour}
      onChange={(event) => setColour(event.currentTarget.value.trim())}
    />
  )
}
