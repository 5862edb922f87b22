package auth_test

import (
	"testing"

	"tryggled/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
