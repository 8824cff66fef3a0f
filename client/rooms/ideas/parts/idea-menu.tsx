import { Menu } from '@mantine/core'
import {
  IconArrowsMaximize,
  IconChecklist,
  IconDots,
  IconFileText,
  IconHistory,
  IconPencil,
  IconRestore,
  IconTrash,
} from '@tabler/icons-react'
import { type Idea, ideaTitle } from '#shared/rooms/ideas/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { ShareItem } from '#client/rooms/share.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useIdeaActs } from '../use-idea-acts.ts'

export interface IdeaMenuProps {
  idea: Idea
  edit?: () => void
  open?: () => void
  tabIndex?: 0 | -1
  isLarge?: boolean
}

export function IdeaMenu({ idea, edit, open, tabIndex = 0, isLarge = false }: IdeaMenuProps) {
  const t = useText('ideas')
  const acts = useIdeaActs()
  const history = useShowHistory()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton
          label={t('idea.more', { title: ideaTitle(idea.value.text) })}
          tabIndex={tabIndex}
          size={isLarge ? 'lg' : 'md'}
        >
          <IconDots size={16} stroke={1.75} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {edit && (
          <Menu.Item leftSection={<IconPencil size={16} stroke={1.75} />} onClick={edit}>
            {t('idea.edit')}
          </Menu.Item>
        )}
        {open && (
          <Menu.Item leftSection={<IconArrowsMaximize size={16} stroke={1.75} />} onClick={open}>
            {t('idea.open')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconChecklist size={16} stroke={1.75} />}
          onClick={() => void acts.become(idea, 'task')}
        >
          {t('idea.toTask')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileText size={16} stroke={1.75} />}
          onClick={() => void acts.become(idea, 'document')}
        >
          {t('idea.toDocument')}
        </Menu.Item>
        <ShareItem replica={idea.id} title={ideaTitle(idea.value.text)} />
        <Menu.Item leftSection={<IconHistory size={16} stroke={1.75} />} onClick={() => history.show(idea.id)}>
          {t('versions.open')}
        </Menu.Item>
        <Menu.Divider />
        {idea.value.trashedAt === undefined ? (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} stroke={1.75} />}
            onClick={() => void acts.trash(idea)}
          >
            {t('idea.trash')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconRestore size={16} stroke={1.75} />} onClick={() => void acts.restore(idea)}>
            {t('idea.restore')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
