/** What a server that is full asks of those whom it turns away (SY63): time for others to leave, and not so long that room stays empty. */
export const retryAfterS = 20

/** The reason of a close frame. */
export const comeBackLater = `retry-after=${retryAfterS}`
