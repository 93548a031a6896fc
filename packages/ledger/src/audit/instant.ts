/** When something was stored, by no signature: that it says when is all that can be asked of it. */
export const instant: RegExp = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
