/** Where a package or a program comes from when it does not come from the usual registry. */
export const FOREIGN_SOURCE: RegExp =
  /^(?:git\+|https?:|git:|ssh:|git@|github:|gitlab:|bitbucket:|gist:|file:\/\/|tarball\+)|^(?:@?[\w./-]+|[\w-]+ )@\s?(?:git|https?|github):/;
