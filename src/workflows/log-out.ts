/** Somebody has logged out of the console: that it was started is all that there is to know. */
export async function logOut(): Promise<void> {}
