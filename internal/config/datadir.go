package config

import "path/filepath"

const appDir = "clouddrift-guardian"

// defaultDataDir is where the platform keeps a user's application data: the XDG base directories, which count only
// when absolute, Apple's Application Support and Windows' LOCALAPPDATA; /var/lib for root. It is "" where the user
// has no home.
func defaultDataDir(goos string, uid int, lookup func(string) (string, bool)) string {
	if uid == 0 {
		return filepath.Join("/var/lib", appDir)
	}
	switch goos {
	case "windows":
		return under("LOCALAPPDATA", lookup)
	case "darwin":
		return under("HOME", lookup, "Library", "Application Support")
	}
	if dir := under("XDG_DATA_HOME", lookup); dir != "" {
		return dir
	}
	return under("HOME", lookup, ".local", "share")
}

// under returns the program's folder below the directory that a variable names, or "" where it names none.
func under(variable string, lookup func(string) (string, bool), folders ...string) string {
	base, _ := lookup(variable)
	if !filepath.IsAbs(base) {
		return ""
	}
	return filepath.Join(base, filepath.Join(folders...), appDir)
}
