#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is known of the terminal that a picture is to be shown in.
struct Terminal: Sendable {
  /// How pictures can be shown, from the sharpest.
  enum Graphics: Sendable, Equatable {
    /// Kitty's protocol: PNG files.
    case kitty
    /// DEC's sixels: six rows of pixels in a letter.
    case sixel
    /// Two pixels in a cell: the upper half of a block in one colour, the lower in another.
    case blocks(isTrueColor: Bool)
    /// None: a file, a pipe, or somebody who wants no colours.
    case words
  }

  /// Whether somebody looks at it, not a file or another program.
  var isTTY: Bool
  var environment: [String: String]
  /// Cells; 80 × 24 where the terminal does not tell.
  var columns = 80
  var rows = 24
  /// 0 where the terminal does not tell.
  var pixelWidth = 0

  private func has(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }

  /// From what terminals put into the environment; none is asked, because one that does not answer would be waited for.
  var graphics: Graphics {
    let term = (environment["TERM"] ?? "").lowercased()
    let program = (environment["TERM_PROGRAM"] ?? "").lowercased()
    // no-color.org: set and not empty.
    if !isTTY || has("NO_COLOR") || term == "dumb" || term.isEmpty { return .words }
    // What runs inside tmux or screen does not reach the terminal around it.
    let isInside = has("TMUX") || term.hasPrefix("screen") || term.hasPrefix("tmux")
    if !isInside {
      if has("KITTY_WINDOW_ID") || term.contains("kitty") || term.contains("ghostty") || program == "ghostty" {
        return .kitty
      }
      let knowsSixels =
        term.contains("sixel") || term.hasPrefix("mlterm") || term.hasPrefix("foot") || term.hasPrefix("contour")
        || ["wezterm", "iterm.app", "mintty", "contour"].contains(program) || has("WEZTERM_PANE")
      if knowsSixels { return .sixel }
    }
    let colors = (environment["COLORTERM"] ?? "").lowercased()
    if colors == "truecolor" || colors == "24bit" || term.contains("direct") { return .blocks(isTrueColor: true) }
    return term.contains("256color") ? .blocks(isTrueColor: false) : .words
  }

  /// That of standard output.
  static var standard: Terminal {
    var terminal = Terminal(isTTY: isatty(STDOUT_FILENO) == 1, environment: [:])
    for name in ["TERM", "TERM_PROGRAM", "COLORTERM", "NO_COLOR", "KITTY_WINDOW_ID", "WEZTERM_PANE", "TMUX"] {
      terminal.environment[name] = getenv(name).map { String(cString: $0) }
    }
    var size = winsize()
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 {
      if size.ws_col > 0 { terminal.columns = Int(size.ws_col) }
      if size.ws_row > 0 { terminal.rows = Int(size.ws_row) }
      terminal.pixelWidth = Int(size.ws_xpixel)
    }
    return terminal
  }
}
