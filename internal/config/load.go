package config

import (
	"os"
	"path/filepath"
	"runtime"
)

// Load reads the settings. lookup is the environment (os.LookupEnv), dir the working directory, which may hold a
// .env, and flags the flags that were given, as FlagValues returns them.
//
// A setting that is there but empty stands for its default, and still hides what a lower place says: an empty
// DATABASE_URL in the environment means the private PostgreSQL, whatever .env holds. An empty flag is refused: a shell
// gives it for a variable that is not set, and the private PostgreSQL is not what was meant then.
//
// Every error is an *Error: the first setting, in the table's order, that cannot be used, or a .env that cannot be read.
func Load(lookup func(name string) (string, bool), dir string, flags map[string]string) (Config, error) {
	file := filepath.Join(dir, ".env")
	fromFile, err := readDotenv(file)
	if err != nil {
		return Config{}, err
	}
	var c Config
	for _, s := range table {
		value, source := "", ""
		if v, ok := flags[s.Flag()]; ok {
			value, source = v, "--"+s.Flag()
			if v == "" {
				return Config{}, &Error{Setting: s.Name, Want: s.want, Source: source,
					Hint: "it is empty there, as a variable that is not set gives it; an empty " + s.Name + " in the environment is the default"}
			}
		} else if v, ok := lookup(s.Name); ok {
			value = v
		} else if v, ok := fromFile[s.Name]; ok {
			value, source = v, file
		}
		if value == "" {
			value = s.Default
		}
		if value == "" || s.set(&c, value) {
			continue
		}
		e := &Error{Setting: s.Name, Want: s.want, Got: value, Source: source, Hint: s.hint}
		if s.Secret {
			e.Got = ""
		}
		return Config{}, e
	}
	return c.complete(lookup, dir)
}

// complete fills in the defaults that depend on other settings or on the machine.
func (c Config) complete(lookup func(string) (string, bool), dir string) (Config, error) {
	if c.DatabaseReadURL == "" {
		c.DatabaseReadURL = c.DatabaseURL
	} else if c.DatabaseURL == "" {
		return Config{}, &Error{
			Setting: "DATABASE_READ_URL",
			Want:    "DATABASE_URL set as well",
			Hint:    "the private PostgreSQL has no replica",
		}
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir(runtime.GOOS, os.Geteuid(), lookup)
	} else if !filepath.IsAbs(c.DataDir) {
		c.DataDir = filepath.Join(dir, c.DataDir)
	}
	if c.DataDir == "" && c.DatabaseURL == "" {
		return Config{}, &Error{
			Setting: "DATA_DIR",
			Want:    "a directory for the private PostgreSQL",
			Hint:    "there is no home directory to put it in by default; with DATABASE_URL none is needed",
		}
	}
	return c, nil
}
