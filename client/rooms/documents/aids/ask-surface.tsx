import type { Editor } from '@tiptap/core'
import { useState } from 'react'
import type { ContentReplica } from '#shared/crdt/replica.ts'
import { RoomText } from '#client/ui/i18n.tsx'
import { messages } from './ask-messages.ts'
import { AskMenu } from './ask-menu.tsx'
import { type AskOffer, offeredIn } from './ask-offer.ts'
import { askScope } from './ask-scope.ts'
import { AskSheet } from './ask-sheet.tsx'
import { type OfferedAct, useAskAbout } from './use-ask-about.ts'

export interface AskSurfaceProps {
  editor: Editor
  replica: ContentReplica
  isPhone: boolean
  close: (isAsked: boolean) => void
}

/** What a model can be asked about where the caret is: a menu there, a sheet on a phone. Mounted as long as it is open. */
export function AskSurface(props: AskSurfaceProps) {
  return (
    <RoomText room="documentAsk" messages={messages}>
      <Surface {...props} />
    </RoomText>
  )
}

function Surface({ editor, replica, isPhone, close }: AskSurfaceProps) {
  const [scope] = useState(() => askScope(editor.state))
  const ask = useAskAbout(editor, replica)
  const choose = (act: OfferedAct, language?: string) => {
    close(true)
    ask({ act, scope, ...(language && { language }) })
  }
  const offer: AskOffer = { scope, groups: offeredIn(scope), choose }
  if (isPhone) return <AskSheet offer={offer} close={() => close(false)} />
  return <AskMenu editor={editor} offer={offer} close={() => close(false)} />
}
