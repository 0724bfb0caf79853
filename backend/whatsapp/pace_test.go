package whatsapp

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestManagementCallsSlowDownAsTheHourFillsUp(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	p := &Pace{Now: func() time.Time { return now }}
	says := func(percent, minutes string) {
		p.note(http.Header{"X-Business-Use-Case-Usage": {`{"102":[{"type":"whatsapp_business_management","call_count":` + percent +
			`,"total_cputime":5,"total_time":"7","estimated_time_to_regain_access":` + minutes + `}]}`}})
	}
	require.Zero(t, p.Delay())
	says("40", "0")
	require.Zero(t, p.Delay())
	says("85", "0")
	require.Equal(t, 5*time.Second, p.Delay())
	says("97", "0")
	require.Equal(t, 5*time.Minute, p.Delay())
	says("100", "12")
	require.Equal(t, 12*time.Minute, p.Delay())

	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := p.wait(ctx)
	var slow *SlowDownError
	require.True(t, errors.As(err, &slow), "a call that can't wait so long says so at once")
	require.Equal(t, OutcomeNotSent, OutcomeOf(err).Kind)
	now = now.Add(2 * time.Hour)
	require.Zero(t, p.Delay(), "another hour")

	p.note(http.Header{"X-App-Usage": {`{"call_count":80}`}})
	require.Equal(t, 2500*time.Millisecond, p.Delay())
	p.note(http.Header{"X-App-Usage": {`nonsense`}})
	require.NoError(t, (&Pace{}).wait(context.Background()))
}
