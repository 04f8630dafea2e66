// What belongs to one target: the connections that rest, the flights that wait for one.
#pragma once

#include <deque>
#include <vector>

#include "wirespeed/s3_client/connection.hpp"
#include "wirespeed/s3_client/flight.hpp"

namespace wirespeed::s3_client {

struct Route {
  Target target;
  const Proxy* proxy = nullptr;   // of the engine's options; nullptr: none
  net::Address through;           // what to connect to: the target, or the proxy
  std::vector<Connection*> idle;  // who rested least stands last
  std::deque<Flight*> queue;
  unsigned opening = 0;      // connections on their way
  unsigned established = 0;  // the others
  net::TlsTicket ticket = nullptr;
};

}  // namespace wirespeed::s3_client
