-- The day of which a release speaks: that of the last receipt in China. Not the clock: the same lake gives
-- the same ages.
select cast(max(received_at) at time zone 'Asia/Shanghai' as date) as as_of
from {{ source('lake', 'accounts') }}
