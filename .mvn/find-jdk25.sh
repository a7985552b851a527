# Sourced by ./mvnw and ./sonde: sets JAVA_HOME to a JDK 25, wherever it is, or says that there is none.
# The machine's default java may be an older one, so JAVA_HOME and PATH are only the first places to look.

is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

find_jdk25() {
  if [ -n "${JAVA_HOME-}" ] && is_jdk25 "$JAVA_HOME"; then
    return 0
  fi
  javac_on_path=$(command -v javac || :)
  if [ -n "$javac_on_path" ]; then
    javac_on_path=$(readlink -f "$javac_on_path" 2>/dev/null || printf %s "$javac_on_path")
  fi
  set +f
  for jdk in "${javac_on_path%/bin/javac}" \
    /usr/lib/jvm/* /opt/java/* /opt/jdk* /usr/java/* /usr/local/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if [ -n "$jdk" ] && is_jdk25 "$jdk"; then
      JAVA_HOME=$jdk
      export JAVA_HOME
      return 0
    fi
  done
  echo "Sonde needs a JDK 25 and found none in JAVA_HOME, PATH or the usual places: install one, or set JAVA_HOME to it." >&2
  return 1
}

find_jdk25 || exit 2
