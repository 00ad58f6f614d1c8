/** What stands in the way of a guest on this PC: a sentence for the user. */
export class NoGuest extends Error {}
