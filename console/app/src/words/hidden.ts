/** What a node writes where a supervisor does not see who somebody is or how to reach that person (R23), as Go's view.Hidden. */
export const hidden = '[redacted 已隐去]';
