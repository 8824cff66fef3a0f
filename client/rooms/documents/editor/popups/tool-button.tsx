import { IconButton, type IconButtonProps } from '#client/ui/icon-button.tsx'

/** The rest is what a menu gives to the button that opens it. */
interface ToolButtonProps extends IconButtonProps {
  isOn?: boolean
  isOff?: boolean
  /** Left out where a menu opens. */
  press?: () => void
}

/** A button of a toolbar over the text: pressing it leaves the caret where it is. */
export function ToolButton({ isOn, isOff, press, ...rest }: ToolButtonProps) {
  return (
    <IconButton
      {...rest}
      {...(isOn !== undefined && { 'aria-pressed': isOn })}
      {...(isOn && { variant: 'light', color: 'ink' })}
      disabled={isOff ?? false}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      {...(press && { onClick: press })}
    />
  )
}
